// Runs a Go test binary for GOOS=wasip1 in Node, for go test -exec. It has
// arguments and two output streams; files are not there, so it is for tests of
// kernels. It stands on the shim's own WASI: the tests see what the guest sees.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Exit, Wasi } from '../wasi.mjs'

const ENOSYS = 52
const [file, ...flags] = process.argv.slice(2)
const args = [basename(file), ...flags].map((arg) => Buffer.from(arg + '\0'))

const wasi = new Wasi((stream, line) => (stream === 1 ? process.stdout : process.stderr).write(line + '\n'))
const known = wasi.imports().wasi_snapshot_preview1
known.args_sizes_get = (count, size) => {
  const view = new DataView(wasi.memory.buffer)
  view.setUint32(count, args.length, true)
  view.setUint32(size, Buffer.concat(args).length, true)
  return 0
}
known.args_get = (pointers, at) => {
  const view = new DataView(wasi.memory.buffer)
  for (const [i, arg] of args.entries()) {
    view.setUint32(pointers + 4 * i, at, true)
    arg.copy(Buffer.from(wasi.memory.buffer, at, arg.length))
    at += arg.length
  }
  return 0
}

const module = new WebAssembly.Module(readFileSync(file))
const imports = { wasi_snapshot_preview1: {} }
for (const { module: from, name } of WebAssembly.Module.imports(module)) imports[from][name] = known[name] ?? (() => ENOSYS)
let status = 0
known.proc_exit = imports.wasi_snapshot_preview1.proc_exit = (code) => {
  status = code
  throw new Exit(code)
}
const { exports } = new WebAssembly.Instance(module, imports)
wasi.memory = exports.memory
try {
  exports._start()
} catch (error) {
  if (!(error instanceof Exit)) throw error
}
process.exitCode = status
