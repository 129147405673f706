// The part of WASI snapshot preview1 that the guest imports, and nothing more:
// clocks, randomness, two output streams, an empty environment and no files.
// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md

const EBADF = 8

// Node's own, where they are: what every JavaScript has is slower to load there.
const builtin = globalThis.process?.getBuiltinModule
const nanoseconds = globalThis.process?.hrtime?.bigint ?? (() => BigInt(Math.round(performance.now() * 1e6)))
const random = (bytes) => (builtin ? builtin('node:crypto').randomFillSync(bytes) : crypto.getRandomValues(bytes))

// How far ahead of all deadlines the clock of a guest is that was stopped.
const FAR_MS = 1e9

// Exit is thrown through a guest that ends itself.
export class Exit extends Error {
  constructor(status) {
    super(`guest exited with status ${status}`)
  }
}

// Wasi is the imports of one guest. memory is set after instantiation; its
// buffer is replaced whenever it grows, so every call makes its views anew.
export class Wasi {
  memory = null
  // stopAt is the Unix time in milliseconds after which a guest that still
  // reads the clock is stopped: synchronous wasm cannot be interrupted from
  // outside.
  stopAt = Infinity
  // stopped, if not null, says whether nobody waits for the guest any more.
  stopped = null
  #pace
  #readings = 0
  #lines = ['', '', '']
  #log

  // log(stream, line) receives what the guest prints; stream is 1 or 2. Where the
  // clock stands still while code runs, pace is how many milliseconds pass from one
  // reading to the next: the guest reads the clock whenever it has done so much.
  constructor(log, pace = 0) {
    this.#log = log
    this.#pace = pace
  }

  // now is the guest's time in Unix milliseconds.
  now() {
    return Date.now() + this.#pace * this.#readings
  }

  // imports returns the object to instantiate the guest with.
  imports() {
    const none = (count, size) => this.#words(count, 0) ?? this.#words(size, 0)
    return {
      wasi_snapshot_preview1: {
        args_get: () => 0,
        args_sizes_get: none,
        environ_get: () => 0,
        environ_sizes_get: none,
        clock_time_get: (id, precision, at) => this.#clock(id, at),
        random_get: (at, n) => {
          random(new Uint8Array(this.memory.buffer, at, n))
          return 0
        },
        fd_write: (fd, vectors, n, written) => this.#write(fd, vectors, n, written),
        fd_read: () => EBADF,
        fd_close: () => EBADF,
        fd_fdstat_get: () => EBADF,
        fd_fdstat_set_flags: () => EBADF,
        fd_prestat_get: () => EBADF,
        fd_prestat_dir_name: () => EBADF,
        poll_oneoff: (subscriptions, events, n, count) => this.#poll(subscriptions, events, n, count),
        sched_yield: () => 0,
        proc_exit: (status) => {
          throw new Exit(status)
        },
      },
    }
  }

  #words(at, value) {
    new DataView(this.memory.buffer).setUint32(at, value, true)
  }

  // Clock 0 is real time, all others are monotonic; both in nanoseconds.
  #clock(id, at) {
    this.#readings++
    const now = this.now()
    if (now > this.stopAt) throw new Exit('past its deadline')
    let ns = id === 0 ? BigInt(Math.round(now)) * 1000000n : nanoseconds() + BigInt(Math.round(1e6 * this.#pace * this.#readings))
    if (this.stopped?.()) ns += BigInt(FAR_MS) * 1000000n
    new DataView(this.memory.buffer).setBigUint64(at, ns, true)
    return 0
  }

  #write(fd, vectors, n, written) {
    if (fd !== 1 && fd !== 2) return EBADF
    const view = new DataView(this.memory.buffer)
    let total = 0
    for (let i = 0; i < n; i++) {
      const at = view.getUint32(vectors + 8 * i, true)
      const size = view.getUint32(vectors + 8 * i + 4, true)
      this.#lines[fd] += new TextDecoder().decode(new Uint8Array(this.memory.buffer, at, size))
      total += size
    }
    const lines = this.#lines[fd].split('\n')
    this.#lines[fd] = lines.pop()
    for (const line of lines) this.#log(fd, line)
    view.setUint32(written, total, true)
    return 0
  }

  // Every subscription is reported as due at once: nothing in the guest may
  // wait, and a timer that fires early is looked at again by Go's scheduler.
  #poll(subscriptions, events, n, count) {
    const view = new DataView(this.memory.buffer)
    for (let i = 0; i < n; i++) {
      // subscription: userdata u64, tag u8 at 8; event: userdata u64, errno u16, type u8 at 10
      view.setBigUint64(events + 32 * i, view.getBigUint64(subscriptions + 48 * i, true), true)
      view.setUint16(events + 32 * i + 8, 0, true)
      view.setUint8(events + 32 * i + 10, view.getUint8(subscriptions + 48 * i + 8))
    }
    view.setUint32(count, n, true)
    return 0
  }
}
