// Prints the URLs that imgix's client libraries, unpic and Nuxt Image make with
// their own code, one JSON object a line: {client, url, token}. Standard input is
// the reference's examples, a JSON list of {name, value} lists.

import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { transformUrl } from 'unpic'

const require = createRequire(import.meta.url)
const ImgixClient = require('@imgix/js-core')
const react = require('react')
const { renderToStaticMarkup } = require('react-dom/server')
const reactImgix = require('react-imgix')
const nuxt = (await import('../node_modules/@nuxt/image/dist/runtime/providers/imgix.js')).default()

const domain = 'images.example.com'
const token = 'FOO123bar'
const say = (client, url, signed) => console.log(JSON.stringify({ client, url, token: signed ? token : '' }))

// @imgix/js-core: every example, signed and not, and both kinds of srcset.
const plain = new ImgixClient({ domain })
const signing = new ImgixClient({ domain, secureURLToken: token })
const paths = ['/cat.jpg', '/photos/été 1/ä+b&c.jpg', 'a/b(1)!.png', '/http%3A%2F%2Favatars.com%2Fjohn-smith.png']
const srcset = (set) => set.split(',\n').map((entry) => entry.split(' ')[0])
for (const example of JSON.parse(readFileSync(0, 'utf8'))) {
  const params = Object.fromEntries(example.map(({ name, value }) => [name, value]))
  say('js-core', plain.buildURL('/cat.jpg', params))
  say('js-core', signing.buildURL('/cat.jpg', params), true)
  const binary = Object.fromEntries(example.map(({ name, value }) => [['auto', 'ch'].includes(name) ? name : `${name}64`, value]))
  say('js-core base64', signing.buildURL('/cat.jpg', binary), true)
}
for (const path of paths) {
  say('js-core path', signing.buildURL(path, {}), true)
  say('js-core path', signing.buildURL(path, { auto: ['format', 'compress'], w: 400, txt: 'añb c' }), true)
  for (const url of srcset(signing.buildSrcSet(path))) say('js-core fluid srcset', url, true)
  for (const url of srcset(signing.buildSrcSet(path, { w: 300, ar: '3:2', fit: 'crop' }))) say('js-core fixed srcset', url, true)
  for (const url of srcset(signing.buildSrcSet(path, { h: 200 }, { variableQuality: true }))) say('js-core fixed srcset', url, true)
}

// react-imgix: what it renders, with its short names.
const { default: Imgix, Picture, Source, buildURL } = reactImgix
const src = `https://${domain}/photos/cat 1.jpg`
const short = {
  or: 6, mono: '4a6b8c', bm: 'multiply', balph: 50, ba: 'top,left', bp: 10, bw: 100, bh: 50, bf: 'crop', bc: 'top', bs: 'inherit', bx: 3, by: 4,
  b: 'ff4500',
}
const elements = [
  react.createElement(Imgix, { src, sizes: '100vw' }),
  react.createElement(Imgix, { src, width: 300, height: 200, imgixParams: { fit: 'crop', crop: 'entropy' } }),
  react.createElement(Imgix, { src, width: 100, imgixParams: short }),
  react.createElement(Imgix, { src, sizes: '50vw', imgixParams: { ar: '16:9', fit: 'crop', fpX: 0.3, auto: ['format', 'compress'] } }),
  react.createElement(Imgix, { src, width: 200, disableSrcSet: true, imgixParams: { mark64: '/logo ä.png', txt64: 'x' } }),
  react.createElement(Picture, {}, [
    react.createElement(Source, { key: 1, src, width: 400, htmlAttributes: { media: '(min-width: 768px)' } }),
    react.createElement(Imgix, { key: 2, src, width: 200 }),
  ]),
]
for (const element of elements) {
  const html = renderToStaticMarkup(element).replaceAll('&amp;', '&')
  for (const [, text] of html.matchAll(/srcset="([^"]*)"/gi)) for (const url of srcset(text.replaceAll(', ', ',\n'))) say('react-imgix srcset', url)
  for (const [, url] of html.matchAll(/ src="([^"]*)"/g)) say('react-imgix', url)
}
say('react-imgix buildURL', buildURL(src, { w: 450, h: 100 }))

// unpic: its imgix provider, at the sizes of its layouts.
for (const width of [320, 640, 828, 1080, 1920, 3840]) {
  for (const more of [{}, { height: Math.round(width / 1.5) }, { quality: 60 }, { format: 'webp' }]) {
    say('unpic', String(transformUrl({ url: src, provider: 'imgix', width, ...more })))
  }
}

// Nuxt Image: every modifier of its provider with a value that imgix documents.
const modifiers = {
  width: 300, height: 200, format: 'webp', quality: 70, backgroundColor: 'gold', rotate: 30, mask: 'ellipse', auto: 'format,compress', crop: 'top,left',
  brightness: 20, contrast: 10, exposure: 5, gamma: 10, highlight: -20, hueShift: 90, invert: true, saturation: 20, shadow: 30, sharpen: 10,
  unsharpMask: 20, unsharpMaskRadius: 3, vibrance: 10, blend: 'ff4500', blendAlign: 'top,left', blendAlpha: 50, blendColor: 'red', blendCrop: 'top',
  blendFit: 'crop', blendHeight: 100, blendMode: 'multiply', blendPadding: 5, blendSize: 'inherit', blendWidth: 0.5, blendXPosition: 3, blendYPosition: 4,
  padding: 10, innerBorderRadius: 5, outerBorderRadius: 10, borderSizeColor: '5,red', paddingBottom: 3, paddingLeft: 4, paddingRight: 5, paddingTop: 6,
  paletteColorCount: 5, colorPaletteExtraction: 'css', cssPrefix: 'hero', expirationTimestamp: 4102444800, fillMode: 'blur', fillColor: 'FFF',
  focalPointXPosition: 0.2, focalPointYPosition: 0.3, focalPointZoom: 2, clientHints: 'Width,DPR', chromaSubsampling: 444, colorQuantization: 16,
  colorSpace: 'strip', download: 'my cat.jpg', losslessCompression: 1, maskCornerRadius: '10,20,30,40', noiseReductionSharp: 20,
  noiseReductionBound: 30, pixelDensity: 2, orientation: 6, flipAxis: 'hv', aspectRatio: '3:2', maximumHeight: 400, maximumWidth: 400, minimumHeight: 50,
  minimumWidth: 50, sourceRectangleRegion: '10,10,100,100', gaussianBlur: 50, duotone: '000080,FA8072', monochrome: '4a6b8c', pixellate: 5, sepiaTone: 50,
  trimColor: 'fff', trimMeanDifference: 11, trimTolerance: 10, trimImage: 'auto', watermarkAlignment: 'bottom,right', watermarkAlpha: 50,
  watermarkFitMode: 'max', watermarkHeight: 50, watermarkPadding: 10, watermarkRotation: 45, watermarkScale: 20, watermarkTile: 'grid', watermarkWidth: 0.2,
  watermarkXPosition: 10, watermarkYPosition: 20, watermarkImageURL: '/logo 1.png', dotsPerInch: 72, textString: 'a b', faceIndex: 1,
}
const nuxtURL = (m) => nuxt.getImage('/photos/cat.jpg', { modifiers: m, baseURL: `https://${domain}` }).url
for (const [name, value] of Object.entries(modifiers)) say(`nuxt ${name}`, nuxtURL({ [name]: value }))
for (const fit of ['fill', 'inside', 'outside', 'cover', 'contain', 'clamp', 'clip', 'facearea', 'fillMax']) say('nuxt fit', nuxtURL({ width: 300, height: 200, fit }))
for (const format of ['gif', 'jpg', 'json', 'pjpg', 'png', 'png8', 'png32', 'webp', 'blurhash']) say('nuxt format', nuxtURL({ format }))
say('nuxt all', nuxtURL(modifiers))
