// The same image as text to copy: for a page, a shell, Node and Go.

import { sign, srcset } from './query.mjs'

const escape = (s) => s.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const quote = (s) => "'" + s.replaceAll("'", "'\\''") + "'"
const base = (path) => decodeURIComponent(path.split('/').pop() || 'image.jpg')

// The kinds by name; each is called with { query, token, origin, accept }.
export const kinds = {
  URL: ({ query, origin }) => origin + query,
  'signed URL': ({ query, token, origin }) => (token ? origin + sign(String(query), token) : 'Type a signing token first.'),
  '<img srcset>': ({ query, token, origin }) => image(query, token, origin),
  '<picture>': ({ query, token, origin }) => picture(query, token, origin),
  curl: ({ query, token, origin, accept }) =>
    `curl${accept && accept !== '*/*' ? ` -H ${quote('Accept: ' + accept)}` : ''} -o ${quote(fileName(query))} ${quote(origin + sign(String(query), token))}`,
  Node: node,
  Go: go,
  'command line': ({ query }) => `tintype transform -o ${quote(fileName(query))} ${quote(base(query.path))} ${quote(query.search)}`,
}

// candidates writes a srcset, absolute and one candidate a line.
const candidates = (query, token, origin, indent) =>
  srcset(query, token)
    .map(([url, descriptor]) => `${escape(origin + url)} ${descriptor}`)
    .join(',\n' + indent)

function image(query, token, origin) {
  const sizes = query.fixed ? '' : '\n     sizes="100vw"'
  return `<img src="${escape(origin + sign(String(query), token))}"${sizes}
     srcset="${candidates(query, token, origin, '             ')}"
     alt="">`
}

// image names the format in the markup, where a cache in front cannot vary by Accept.
function picture(query, token, origin) {
  const plain = query.with({ auto: undefined, fm: undefined })
  const sizes = query.fixed ? '' : ' sizes="100vw"'
  const source = (fm) =>
    `  <source type="image/${fm}"${sizes}
          srcset="${candidates(plain.with({ fm }), token, origin, '                  ')}">`
  return `<picture>
${source('avif')}
${source('webp')}
  <img src="${escape(origin + sign(String(plain.with({ fm: 'jpg' })), token))}" alt="">
</picture>`
}

const extensions = { pjpg: 'jpg', png8: 'png', png32: 'png', blurhash: 'txt' }

function fileName(query) {
  const fm = query.get('fm') ?? base(query.path).split('.').pop()
  return base(query.path).replace(/\.[^.]*$/, '') + '.' + (extensions[fm] ?? fm)
}

function node({ query }) {
  return `import { readFile, writeFile } from 'node:fs/promises'
import { load } from 'tintype'

const tintype = await load()
const { body, info } = tintype.transform(await readFile(${js(base(query.path))}), ${js(query.search)})
await writeFile(${js(fileName(query))}, body)
console.log(info)`
}

const js = (s) => "'" + s.replaceAll('\\', '\\\\').replaceAll("'", "\\'") + "'"

function go({ query }) {
  return `f, err := os.Open(${JSON.stringify(base(query.path))})
if err != nil {
	return err
}
defer f.Close()
result, err := tintype.Transform(ctx, f, tintype.Options{Query: ${JSON.stringify(query.search)}})
if err != nil {
	return err
}
return os.WriteFile(${JSON.stringify(fileName(query))}, result.Body, 0o666)`
}
