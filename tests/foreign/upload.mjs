// Uploads one file with tus-js-client, as a foreign program would: what to do comes as one JSON object on stdin.
//
// Nothing in it is of Doorstep but the metadata that the office asks for. Exits with 0 once the client says that all of it
// is there; with 1 when it gave up.

import { readFileSync } from 'node:fs'
import { Upload } from 'tus-js-client'

const { endpoint, bearer, file, metadata, retries, url, post_only } = JSON.parse(readFileSync(0, 'utf8'))

const upload = new Upload(readFileSync(file), {
  endpoint,
  uploadUrl: url,
  metadata,
  headers: { Authorization: `Bearer ${bearer}` },
  retryDelays: Array(retries).fill(100),
  overridePatchMethod: post_only,
  onError: (error) => {
    console.error(String(error))
    process.exitCode = 1
  },
})
upload.start()
