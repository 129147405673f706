// Runs the unpacked package under AWS's own runtime client, with a Runtime API
// and an origin of our own: node ric.mjs CLIENT FOLDER, where CLIENT is the
// index.mjs of aws-lambda-ric. What comes nearest to Lambda itself.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { resolve } from 'node:path'

const [client, folder] = process.argv.slice(2)
const testdata = new URL('../../../testdata/', import.meta.url)

const listen = (serve) => new Promise((resolve) => {
  const server = http.createServer(serve).listen(0, '127.0.0.1', () => resolve(server))
})
const address = (server) => `127.0.0.1:${server.address().port}`

const origin = await listen((request, response) => {
  assert.match(request.headers.authorization, /^AWS4-HMAC-SHA256 Credential=id\//)
  response.end(readFileSync(new URL(`samples/${request.url.split('/').pop()}`, testdata)))
})

function event(name, customHeaders = {}) {
  const event = JSON.parse(readFileSync(new URL(`events/${name}.json`, testdata)))
  const { origin } = event.Records[0].cf.request
  if (origin) Object.assign((origin.s3 ?? origin.custom).customHeaders, customHeaders)
  return event
}
const config = (value) => ({ 'x-tintype-config': [{ key: 'X-Tintype-Config', value: JSON.stringify(value) }] })
const ours = config({ s3: { endpoint: `http://${address(origin)}` } })
const original = (answer, { Records: [{ cf }] }) => assert.deepEqual(answer, cf.response ?? cf.request)

const unmodified = event('origin-response-304')
unmodified.Records[0].cf.request.querystring = ''

const calls = [
  [event('origin-response-200', ours), ({ status, body, bodyEncoding, headers }) => {
    assert.deepEqual([status, bodyEncoding, headers['content-type'][0].value], ['200', 'base64', 'image/jpeg'])
    assert.equal(Buffer.from(body, 'base64').readUInt16BE(), 0xffd8)
  }],
  [event('origin-response-no-query'), original],
  [event('viewer-request'), original],
  [unmodified, original],
  [event('origin-response-bad-parameter'), ({ status, body }) => assert.deepEqual([status, body.split(':')[0]], ['400', 'w'])],
  [event('origin-response-200', config({ s3: { endpoint: 'http://127.0.0.1:1' } })), (answer, { Records: [{ cf }] }) => {
    assert.deepEqual([answer.status, answer.body], [cf.response.status, undefined])
  }],
]

// The Runtime API: the client asks for the next event and posts its answer.
let at = 0
const runtime = await listen((request, response) => {
  const path = request.url.replace('/2018-06-01/runtime/', '')
  if (path === 'invocation/next') {
    if (at === calls.length) return finish()
    response.setHeader('lambda-runtime-aws-request-id', `r${at}`)
    response.setHeader('lambda-runtime-deadline-ms', Date.now() + 30000)
    response.setHeader('lambda-runtime-invoked-function-arn', 'arn:aws:lambda:us-east-1:123456789012:function:tintype:1')
    response.setHeader('content-type', 'application/json')
    return response.end(JSON.stringify(calls[at][0]))
  }
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    const text = Buffer.concat(chunks).toString()
    assert.equal(path, `invocation/r${at}/response`, text)
    const [asked, check] = calls[at++]
    check(JSON.parse(text), asked)
    response.writeHead(202).end()
  })
})

const child = spawn(process.execPath, [resolve(client)], {
  cwd: folder,
  stdio: 'inherit',
  env: {
    ...process.env,
    AWS_LAMBDA_RUNTIME_API: address(runtime),
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: resolve(folder),
    AWS_LAMBDA_FUNCTION_NAME: 'tintype',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/us-east-1.tintype',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
  },
})
child.on('exit', (code) => {
  console.error(`the runtime client ended with ${code} after ${at} of ${calls.length} events`)
  process.exit(1)
})

function finish() {
  console.log(`${calls.length} events answered under aws-lambda-ric`)
  child.removeAllListeners('exit')
  child.kill()
  for (const server of [origin, runtime]) {
    server.closeAllConnections()
    server.close()
  }
}
