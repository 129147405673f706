// A contender's process. The environment names tintype's package.
import { execFileSync, spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'

const able = (...args) => {
  try {
    execFileSync('taskset', args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

// A warm call has one processor, as one request on one vCPU: the last one, where
// Linux's taskset can say so; what does not count may use all.
const last = cpus().length - 1
export const processors = able('-c', String(last), 'true') ? Array.from({ length: last + 1 }, (_, i) => i) : []
export const pinned = processors.at(-1)
if (last > 0 && processors.length) able('-acp', `0-${last - 1}`, String(process.pid)) // what asks is not in the way

// on is how a program starts on some processors.
export const on = (where, file, args) => (processors.length ? ['taskset', ['-c', where, file, ...args]] : [file, args])
const everywhere = `0-${last}`

// Processes end with the bench, those that rest too, which hear of nothing else.
const running = new Set()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

// Process answers one line with one line.
export class Process {
  constructor([file, args]) {
    this.begun = performance.now()
    this.child = spawn(...on(everywhere, file, args), { stdio: ['pipe', 'pipe', 'ignore'] })
    running.add(this.child)
    this.child.once('exit', () => running.delete(this.child))
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  // pin leaves the process one processor, threads and all.
  pin() {
    if (processors.length) able('-acp', String(pinned), String(this.child.pid))
  }

  // rest stops the process and all that it does by itself, until it goes on.
  rest() {
    this.child.kill('SIGSTOP')
  }

  goOn() {
    this.child.kill('SIGCONT')
  }

  async read() {
    const { value, done } = await this.lines.next()
    return done ? { error: 'the process has ended' } : JSON.parse(value)
  }

  // ask adds when the answer came to it: begin and end, ms since 1970.
  async ask(message) {
    const begin = performance.timeOrigin + performance.now()
    this.child.stdin.write(JSON.stringify(message) + '\n')
    const answer = await this.read()
    return { ...answer, begin, end: performance.timeOrigin + performance.now() }
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.stdin.end()
    const stuck = setTimeout(() => this.child.kill('SIGKILL'), 2000) // a Node that waits for its own compiler was seen
    await ended
    clearTimeout(stuck)
  }
}
