// Chromium as a judge: the pixels that it shows of a file, full size and upright.
// The page of a server of our own draws each file on a canvas and sends back what is
// on it, so no protocol of the browser is needed. Or it decodes a file again and again and
// sends back how long that took.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const page = `<!doctype html><script>
// timed decodes a file some times in both ways that pages have; every time it is a new one.
async function timed(bytes, times) {
  const ms = { bitmap: [], image: [] }
  for (let i = 0; i < times; i++) {
    const blob = new Blob([bytes])
    let start = performance.now()
    const bitmap = await createImageBitmap(blob)
    ms.bitmap.push(performance.now() - start)
    bitmap.close()
    const img = new Image()
    img.src = URL.createObjectURL(blob)
    await new Promise((resolve, reject) => { img.onload = resolve; img.onerror = reject })
    start = performance.now()
    await img.decode()
    ms.image.push(performance.now() - start)
    URL.revokeObjectURL(img.src)
  }
  return ms
}
(async () => {
  for (;;) {
    const next = await fetch('/next')
    if (next.status !== 200) return
    const times = Number(next.headers.get('x-times'))
    if (times) {
      const bytes = await next.arrayBuffer()
      await fetch('/timed', { method: 'POST', body: JSON.stringify(await timed(bytes, times).catch(() => null)) })
      continue
    }
    const img = new Image()
    img.src = URL.createObjectURL(await next.blob())
    try {
      await img.decode()
      const canvas = document.createElement('canvas')
      canvas.width = img.naturalWidth
      canvas.height = img.naturalHeight
      const context = canvas.getContext('2d')
      context.drawImage(img, 0, 0)
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
      await fetch('/done?' + width + '&' + height, { method: 'POST', body: data })
    } catch {
      await fetch('/done', { method: 'POST' })
    }
    URL.revokeObjectURL(img.src)
  }
})()
</script>`

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--force-color-profile=srgb', '--no-first-run', '--disable-extensions',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

export class Browser {
  #jobs = []
  #waiting = null // the page's request for the next file
  #job = null
  #server
  #process
  #home

  // open starts the browser, null where none is installed.
  static async open() {
    try {
      execFileSync('chromium', ['--version'], { stdio: 'ignore' })
    } catch {
      return null
    }
    const b = new Browser()
    b.#server = createServer((request, response) => b.#serve(request, response))
    b.#server.listen(0, '127.0.0.1')
    await once(b.#server, 'listening')
    b.#home = mkdtempSync(join(tmpdir(), 'oracle-'))
    b.#process = spawn('chromium', [...flags, `--user-data-dir=${b.#home}`, '--remote-debugging-port=0',
      `http://127.0.0.1:${b.#server.address().port}/`], { stdio: 'ignore' })
    b.#process.on('exit', () => b.#fail(new Error('chromium ended')))
    return b
  }

  // pixels returns { data, w, h }, RGBA of 8 bits not weighted by alpha, or null
  // where the browser does not show the file.
  pixels(file) {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ file, resolve, reject })
      this.#give()
    })
  }

  // times returns the milliseconds of as many decodes of a file, { bitmap, image } by
  // createImageBitmap and by decode() of an image, or null where the browser does not show it.
  times(file, times) {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ file, times, resolve, reject })
      this.#give()
    })
  }

  async close() {
    this.#process.removeAllListeners('exit')
    this.#process.kill()
    await once(this.#process, 'exit')
    this.#server.closeAllConnections()
    this.#server.close()
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 })
  }

  #give() {
    if (!this.#waiting || this.#job || this.#jobs.length === 0) return
    this.#job = this.#jobs.shift()
    if (this.#job.times) this.#waiting.setHeader('x-times', this.#job.times)
    this.#waiting.end(this.#job.file)
    this.#waiting = null
  }

  #fail(error) {
    for (const job of [this.#job, ...this.#jobs]) job?.reject(error)
    this.#jobs = []
  }

  async #serve(request, response) {
    if (request.url === '/next') {
      this.#waiting = response
      this.#give()
    } else if (request.url.startsWith('/done') || request.url === '/timed') {
      const parts = []
      for await (const part of request) parts.push(part)
      const data = Buffer.concat(parts)
      const [w, h] = request.url.split('?')[1]?.split('&').map(Number) ?? []
      this.#job.resolve(request.url === '/timed' ? JSON.parse(data) : w ? { data, w, h } : null)
      this.#job = null
      response.end()
      // Alone in its process, a page has a clock of 5 microseconds and not of 100.
    } else response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }).end(request.url === '/' ? page : '')
  }
}
