// A Lambda function behind a function URL or API Gateway: the body of a POST comes back
// as WebP. Loaded outside of the handler, so that only a cold start pays for it;
// v8Flags makes that shorter, and is safe here because the process is yours.
//
//	esbuild handler.mjs --bundle --platform=node --format=esm --external:tintype --outfile=index.mjs
//	npm install tintype && zip -r function.zip index.mjs node_modules
//
// tintype stays outside of the bundle: its files find each other.

import { load, TintypeError } from 'tintype'

const tintype = await load({ v8Flags: true, strict: true, limits: { sourcePixels: 50_000_000 } })

export async function handler(event, context) {
  const source = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  try {
    const timeout = Math.max(1, context.getRemainingTimeInMillis() - 500)
    const { body, contentType } = tintype.transform(source, { width: 720, format: 'webp' }, { timeout })
    return { statusCode: 200, headers: { 'content-type': contentType }, isBase64Encoded: true, body: Buffer.from(body).toString('base64') }
  } catch (error) {
    if (!(error instanceof TintypeError) || error.code === 'internal') throw error
    return { statusCode: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: error.code, message: error.message }) }
  }
}
