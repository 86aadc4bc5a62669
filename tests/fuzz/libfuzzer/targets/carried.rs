#![no_main]

use doorstep_tests_fuzz::Target;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| Target::Carried.feed(bytes));
