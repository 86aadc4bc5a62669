"""Uploads one file with tuspy, as a foreign program would: what to do comes as one JSON object on stdin.

Nothing in it is of Doorstep but the metadata that the office asks for. Exits with 0 once the client says that all of it
is there; with 1 when it gave up.
"""

import json
import sys

from tusclient.client import TusClient

work = json.load(sys.stdin)
client = TusClient(work["endpoint"], headers={"Authorization": f"Bearer {work['bearer']}"})
uploader = client.uploader(
    file_path=work["file"],
    url=work["url"],
    metadata=work["metadata"],
    chunk_size=work["chunk"] or sys.maxsize,
    retries=work["retries"],
    retry_delay=0.1,
    upload_checksum=work["checksum"],
)
uploader.upload()
