// The one thing that the host does for the guest: HTTP over kept connections.

// A connection on which nothing comes for so long is given up, so that there is
// time for another: one that was kept while Lambda froze may be dead.
const SILENCE_MS = 8000

const clients = {}

// client returns node:http or node:https, loaded when it is first needed (see
// compile in guest.mjs for how), with an agent that keeps connections.
function client(scheme) {
  if (!clients[scheme]) {
    const { get, Agent } = process.getBuiltinModule(`node:${scheme}`)
    clients[scheme] = { get, agent: new Agent({ keepAlive: true, scheduling: 'lifo', maxSockets: 64 }) }
  }
  return clients[scheme]
}

// Exchange is one request and its answer, read one piece ahead of its user.
export class Exchange {
  #request
  #timer
  #over // why nothing more is to be asked
  #pieces
  #coming

  // headerLines are the protocol's. The body may have limit bytes; the request
  // is sent after delay milliseconds; deadline is in Unix milliseconds, 0 for none.
  constructor(url, headerLines, limit, delay, deadline) {
    this.#pieces = this.#exchange(url, headerLines, limit, delay)
    if (deadline) this.#timer = setTimeout(() => this.#expire(), Math.max(0, deadline - Date.now()))
    this.#ask()
  }

  #ask() {
    this.#coming = this.#pieces.next().catch((error) => ({ done: true, value: error.message || error.code || 'failed' }))
  }

  // next returns {head: {status, headers}}, then {chunk}…, then {end} with a
  // text that says why the exchange failed, or an empty one.
  async next() {
    const { done, value } = await this.#coming
    if (done) return { end: value }
    this.#ask()
    return value
  }

  #expire() {
    this.#over = new Error('deadline')
    this.#request?.destroy(this.#over)
  }

  // close ends the exchange, whatever it is at.
  close() {
    clearTimeout(this.#timer)
    this.#over = new Error('closed')
    this.#request?.destroy()
  }

  async *#exchange(url, headerLines, limit, delay) {
    // Not new URL: it would write a path like /a/../b another way, and that is another key.
    const [, scheme, hostname, port, path] = /^(https?):\/\/([^/?:[]+|\[[^\]]+\])(?::(\d+))?(.*)$/.exec(url)
    const { get, agent } = client(scheme)
    const to = { hostname: hostname.replace(/^\[|\]$/g, ''), port, path: path || '/', agent, headers: parse(headerLines), timeout: SILENCE_MS }
    try {
      if (delay) await new Promise((resolve) => setTimeout(resolve, delay))
      if (this.#over) throw this.#over
      const response = await new Promise((resolve, reject) => {
        const request = get(to, resolve).on('error', reject)
        this.#request = request.on('timeout', () => request.destroy(new Error('timeout')))
      })
      yield { head: { status: response.statusCode, headers: format(response.headers) } }
      for await (const chunk of response) {
        if ((limit -= chunk.length) < 0) throw new Error('too large')
        yield { chunk }
      }
      return ''
    } finally {
      // What is over is not to be destroyed: its socket may serve another request.
      clearTimeout(this.#timer)
      this.#request = null
    }
  }
}

function parse(headerLines) {
  const headers = {}
  for (const line of headerLines.split('\n')) {
    const colon = line.indexOf(': ')
    if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 2)
  }
  return headers
}

function format(headers) {
  let lines = ''
  for (const [name, value] of Object.entries(headers)) lines += `${name}: ${value}\n`
  return lines
}
