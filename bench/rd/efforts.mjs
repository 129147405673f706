// Runs efforts/main.go, built for wasip1: node efforts.mjs efforts.wasm file.png…
// Node's own WASI gives it files; it is good enough to take the time with.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { WASI } from 'node:wasi'

const [program, ...files] = process.argv.slice(2)
const wasi = new WASI({ version: 'preview1', args: ['efforts', ...files], preopens: { [dirname(files[0])]: dirname(files[0]) } })
const { instance } = await WebAssembly.instantiate(readFileSync(program), wasi.getImportObject())
process.exitCode = wasi.start(instance)
