// The one thing that the host does for the guest: HTTP over kept connections.

import http from 'node:http'
import https from 'node:https'

const keep = { keepAlive: true, scheduling: 'lifo', maxSockets: 64 }
const plain = { get: http.get, agent: new http.Agent(keep) }
const secure = { get: https.get, agent: new https.Agent(keep) }

// Exchange is one request and its answer, read one piece ahead of its user.
export class Exchange {
  #request
  #timer
  #pieces
  #coming

  // headerLines are the protocol's. The body may have limit bytes; deadline is
  // in Unix milliseconds, 0 for none.
  constructor(url, headerLines, limit, deadline) {
    this.#pieces = this.#exchange(url, headerLines, limit)
    if (deadline) this.#timer = setTimeout(() => this.#request?.destroy(new Error('deadline')), Math.max(0, deadline - Date.now()))
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

  // close ends the exchange, whatever it is at.
  close() {
    clearTimeout(this.#timer)
    this.#request?.destroy()
  }

  async *#exchange(url, headerLines, limit) {
    const { get, agent } = url.startsWith('https:') ? secure : plain
    const response = await new Promise((resolve, reject) => {
      this.#request = get(url, { agent, headers: parse(headerLines) }, resolve).on('error', reject)
    })
    yield { head: { status: response.statusCode, headers: format(response.headers) } }
    for await (const chunk of response) {
      if ((limit -= chunk.length) < 0) throw new Error('too large')
      yield { chunk }
    }
    clearTimeout(this.#timer)
    this.#request = null
    return ''
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
