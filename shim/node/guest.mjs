// The protocol between guest and host, version 1. These words stand at the head
// of shim/guest/boundary/protocol.go, shim/node/guest.mjs and shim/protocol.go;
// a test holds the three together.
//
// The guest is a WASI reactor (snapshot preview1). The host calls its export
// _initialize once if there is one (the shipped guest was started when it was
// built), then the exports below, one at a time: no two requests share a guest
// at the same time. Numbers are i32 unless said otherwise, bytes in memory are
// little-endian, texts are UTF-8, times are Unix milliseconds (f64). A call may
// grow the memory, so a host makes its views anew after every call.
//
// A guest may come in two parts (shim/build/split). The core then imports load from a
// module whose name begins with "rest of ". The host answers that call by instantiating
// the rest, with the core's exports as the module of that name.
//
//	buffer(n) address          the input buffer, at least n bytes long. The host
//	                           fills it, then makes the one call that reads it.
//	begin(event, config, credentials, now, deadline)
//	                           begins a request of the edge. The buffer holds the
//	                           CloudFront event (JSON), the text of tintype.json,
//	                           and access key, secret and session token (one a
//	                           line, and after a guest that failed how: memory,
//	                           time, panic), back to back; the first three
//	                           arguments are their lengths. Past the deadline the guest answers
//	                           with the original; 0 is no deadline.
//	open(query, now, deadline) begins a transformation for a library. The buffer
//	                           holds the query string, query is its length. The
//	                           source is asked for as fetch 0, without a head.
//	options(n)                 what else holds for the next open: n bytes of lines
//	                           "name value\n" in the buffer. limits.sourceBytes and the
//	                           like are limits, quality.jpg, .webp and .avif stand in for
//	                           a q that is absent. Each line "image KEY" is an image
//	                           that mark and blend may name: of n lines, line i (from
//	                           0) is asked for as fetch 1 + i, and where it is opened
//	                           again as 1 + i + n, 1 + i + 2n and so on, without a head.
//	next() address             what the guest needs now: a step.
//	head(id, status, n)        fetch id was answered; the buffer holds n bytes of
//	                           header lines "name: value\n", names in lower case.
//	push(id, n)                n bytes of the body of fetch id.
//	end(id, n)                 fetch id is over; n bytes say why it failed, and
//	                           n = 0 that its body is complete.
//
// A step is eight u32: kind, id, a, bytes of a, b, bytes of b, limit, delay. a
// and b are addresses, good until the next call of an export. The kinds:
//
//	1 fetch    begin fetch id: GET the URL a with header lines b, delay
//	           milliseconds from now, and go on without waiting. The URL's path
//	           is sent as it stands, redirects are not followed, the body is not
//	           decoded. More than limit bytes of it end with "too large".
//	2 more     nothing goes on before the next news of fetch id: deliver one
//	           head, push or end of it. Head comes first, end comes last.
//	3 answer   return the JSON object a to CloudFront, with b in base64 as its
//	           member body where b is not empty. An empty a: return the event's
//	           response, or without one its request, as it came.
//	4 result   a library's result: a is JSON {contentType, info}, b the image.
//	5 failure  a library's error: a is JSON {code, message}.
//	6 broken   the guest is in an unknown state; a says why.
//
// A request is begin or open, then next until a step of kind 3 to 6. When it
// comes, the credentials are wiped from the guest's memory and the host ends
// the fetches that are still open. A guest that traps, exits, sends anything
// else or answers broken is thrown away. So is one that reads the clock long
// after its deadline: that is how the engine, which polls once a band, is stopped
// where the host cannot interrupt it. The event is then put to another guest with
// a deadline that has passed, which gives the original and says that it may be
// cached for a short time only. Where that fails too, the host says so itself.
//
// The host knows nothing of images and HTTP, with one exception that saves the
// cost of a guest. It may return these events as they came without asking:
// one that is not an origin-response, and one of status 200 or 304 whose query
// string has no parameter of the grammar, by a list of their names that is
// generated, unless it is SVG or other XML, the configuration says signing or
// onlyPresets or the origin has a header x-tintype-config. The guest decides them the same way; a test holds both
// together.
//
// End of the protocol.

import { Wasi } from './wasi.mjs'

const { encode, decode } = text()

export const FETCH = 1
export const MORE = 2
export const ANSWER = 3
export const RESULT = 4
export const FAILURE = 5
export const BROKEN = 6

// A guest whose memory has grown beyond this is not kept after its answer.
export const RETIRE_BYTES = 128 << 20

// How long after its deadline a guest is stopped that still reads the clock.
const GRACE_MS = 500

// compile makes a module of the file at path, under three of V8's flags, all
// chosen by measuring (RATIONALE.md has the figures):
//
// The file is trusted to be valid. V8 would validate all of it before the first
// call, 8 ms of one CPU, most of it for functions that never run. The flag is put
// back for other modules.
//
// A function is optimized once it has run through so many bytes. V8's own number
// is a third of this one, or less: on the one CPU that Lambda gives, the optimizer
// then takes time from the first images for functions that hardly matter.
//
// One function is optimized at a time. Node has four threads for it, which on
// two CPUs take turns with the one that makes the first image.
//
// Here and elsewhere builtin modules are taken as they are, since import builds
// a namespace first: 3 ms for node:fs, and 20 ms for node:http, whose getters
// load half of Node.
export function compile(path) {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--wasm-tiering-budget=40000000')
  setFlagsFromString('--wasm-num-compilation-tasks=1')
  trusted = setFlagsFromString
  return moduleOf(path)
}

// Whether the files are compiled without validation: then what sets flags.
let trusted = null

function moduleOf(path) {
  const bytes = read(path)
  trusted?.('--wasm-lazy-validation')
  try {
    return new WebAssembly.Module(bytes)
  } finally {
    trusted?.('--no-wasm-lazy-validation')
    bytes.buffer.resize(0) // V8 has its own copy
  }
}

// read returns a file in a buffer that can be given back at once. It is resizable
// because V8 maps such memory itself: a block that comes from malloc and is freed
// makes glibc keep blocks of that size from then on, 3 MB after ten images.
function read(path) {
  const fs = process.getBuiltinModule('node:fs')
  const file = fs.openSync(path)
  try {
    const { size } = fs.fstatSync(file)
    const bytes = new Uint8Array(new ArrayBuffer(size, { maxByteLength: size }))
    for (let at = 0, n = -1; at < size && n !== 0; at += n) n = fs.readSync(file, bytes, at, size - at, null)
    return bytes
  } finally {
    fs.closeSync(file)
  }
}

// Guest is one instance of the module.
export class Guest {
  #exports
  #wasi

  // module is a WebAssembly.Module; log(stream, line) receives what it prints; pace
  // is Wasi's.
  constructor(module, log, pace) {
    this.#wasi = new Wasi(log, pace)
    const imports = this.#wasi.imports()
    const part = partOf(module)
    if (part) imports[part] = { load: () => void new WebAssembly.Instance(restOf(part), { [part]: exports }) }
    const { exports } = new WebAssembly.Instance(module, imports)
    this.#exports = exports
    this.#wasi.memory = exports.memory
    exports._initialize?.()
  }

  // bytes is the size of the guest's memory, which never shrinks.
  get bytes() {
    return this.#exports.memory.buffer.byteLength
  }

  // begin starts a request of the edge; texts in, deadline in Unix milliseconds.
  begin(event, config, credentials, deadline) {
    const sizes = this.#write(encode(event), encode(config), encode(credentials))
    this.#exports.begin(...sizes, this.#begins(deadline), deadline)
  }

  // open starts a transformation; lines are the protocol's options, left how many
  // milliseconds it may take, 0 for no limit. Once stopped() returns true the guest
  // is past its deadline.
  open(query, lines = '', left = 0, stopped = null) {
    if (lines) this.#exports.options(...this.#write(encode(lines)))
    const sizes = this.#write(encode(query))
    this.#wasi.stopped = stopped
    const deadline = left ? this.#wasi.now() + left : 0
    this.#exports.open(...sizes, this.#begins(deadline), deadline)
  }

  // begins returns the time at which a request begins.
  #begins(deadline) {
    const now = this.#wasi.now()
    this.#wasi.stopAt = deadline ? Math.max(now, deadline) + GRACE_MS : Infinity
    return now
  }

  head(id, status, headers) {
    this.#exports.head(id, status, ...this.#write(encode(headers)))
  }

  push(id, chunk) {
    this.#exports.push(id, ...this.#write(chunk))
  }

  end(id, failure = '') {
    this.#exports.end(id, ...this.#write(encode(failure)))
  }

  // next returns the guest's step: {kind, id, a, b, limit, delay} with a as text and b
  // as a view of the guest's memory, good until the next call.
  next() {
    const at = this.#exports.next()
    const view = new DataView(this.#exports.memory.buffer, at, 32)
    const [kind, id, a, aBytes, b, bBytes, limit, delay] = Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i, true))
    if (kind < FETCH || kind > BROKEN) throw new Error(`guest's step is of kind ${kind}`)
    const step = { kind, id, a: decode(this.#view(a, aBytes)), b: this.#view(b, bBytes), limit, delay }
    if (kind === BROKEN) throw new Error(`guest is broken: ${step.a}`)
    return step
  }

  #view(at, n) {
    return new Uint8Array(this.#exports.memory.buffer, n ? at : 0, n)
  }

  // Puts parts into the input buffer, one after the other; returns their sizes.
  #write(...parts) {
    const sizes = parts.map((part) => part.length)
    let at = this.#exports.buffer(sizes.reduce((a, b) => a + b))
    const memory = new Uint8Array(this.#exports.memory.buffer)
    for (const part of parts) {
      memory.set(part, at)
      at += part.length
    }
    return sizes
  }
}

// The package has the module in two parts (shim/build/split). The core has what
// ordinary requests run. When it calls another function for the first time, it asks for
// the rest, which puts its functions into the core's table. Both name the build that they
// are of.
const REST = 'tintype-rest.wasm'
let rest = null // compiled once for all guests

// partOf returns the name that a core shares with its rest, undefined of a module that
// is whole.
function partOf(module) {
  return WebAssembly.Module.imports(module).find(({ module, name }) => name === 'load' && module.startsWith('rest of '))?.module
}

function restOf(part) {
  rest ??= readRest()
  const [{ module: got }] = WebAssembly.Module.imports(rest)
  if (got !== part) throw new Error(`${REST}: got the ${got}, want the ${part}: it and tintype.wasm are not of one package`)
  return rest
}

function readRest() {
  try {
    return moduleOf(new URL(REST, import.meta.url))
  } catch (cause) {
    throw new Error(`${REST}: want this file of the package beside guest.mjs: ${cause.message}`, { cause })
  }
}

// Pool lends guests, each to one request at a time.
export class Pool {
  #idle = []
  #module
  #log
  #host

  // host may have pace (wasi.mjs), and other numbers than those of this file.
  constructor(module, log, host = {}) {
    this.#module = module
    this.#log = log
    this.#host = host
  }

  // take returns a guest that nobody else uses.
  take() {
    return this.#idle.pop() ?? new Guest(this.#module, this.#log, this.#host.pace)
  }

  // give takes a guest back after its last step. One that failed is simply not
  // given back. Of too many the largest is let go: a guest's memory never shrinks.
  give(guest) {
    const { retireBytes = RETIRE_BYTES, idle = MAX_IDLE } = this.#host
    if (guest.bytes > retireBytes) return
    this.#idle.push(guest)
    if (this.#idle.length <= idle) return
    const largest = this.#idle.reduce((a, b) => (b.bytes > a.bytes ? b : a))
    this.#idle.splice(this.#idle.indexOf(largest), 1)
  }
}

// How many guests may wait for the next request.
const MAX_IDLE = 4

// text returns what makes bytes of a text, and a text of bytes.
function text() {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return { encode: (string) => encoder.encode(string), decode: (bytes) => decoder.decode(bytes) }
}
