// The parameters as an object. Made by go run ./docs/gen from transform/params. Do not edit.

/** Bytes of an encoded image. */
export type Bytes = Uint8Array | Uint8ClampedArray | ArrayBuffer | SharedArrayBuffer

/** A CSS color name, or hexadecimal digits: "#f80", "#ff8800" and, with alpha last as in CSS, "#ff880080". Without "#", alpha stands first. */
export type Color = string

/** A rectangle of the source, upright: pixels, fractions from 0 to 1, or words such as "center" and "full". */
export type Region =
  | readonly [x: number | string, y: number | string, width: number | string, height: number | string]
  | { readonly x: number | string; readonly y: number | string; readonly width: number | string; readonly height: number | string }
  | string

/** A line over the edge of the image: its width in pixels and its color. */
export type Border = readonly [width: number, color: Color] | { readonly width: number; readonly color: Color } | string

/** What to make of a source. Each property is a parameter of the URL API, by its name in camel case. */
export interface Transformation {
  /** The same as {@link width}. */
  w?: number
  /**
   * Width in pixels, or a fraction of the source's; without h the height follows the aspect ratio.
   */
  width?: number
  /** The same as {@link height}. */
  h?: number
  /**
   * Height in pixels, or a fraction of the source's; without w the width follows the aspect ratio.
   */
  height?: number
  /**
   * How the image is fitted into the box of w and h: clip fits inside and may enlarge, max never enlarges, crop covers and cuts, min cuts and never enlarges, scale distorts, fill fits inside and pads to the exact size, fillmax pads and never enlarges, clamp pads by stretching the edge pixels, outside covers without the cut.
   * @default clip
   */
  fit?: 'clip' | 'max' | 'crop' | 'min' | 'scale' | 'fill' | 'fillmax' | 'clamp' | 'outside' | 'cover' | 'contain' | 'inside' | 'facearea'
  /**
   * Aspect ratio that completes the box when w, h or both are missing, with a fit that cuts or pads; W alone is W:1.
   */
  ar?: number | `${number}:${number}`
  /**
   * Device pixel ratio: multiplies w, h, pad, border and radii.
   *
   * From 0 to 5.
   * @default 1
   */
  dpr?: number
  /**
   * Largest width with fit=crop or min, in pixels that dpr does not multiply.
   *
   * From 1 to 8192.
   */
  maxW?: number
  /**
   * Largest height with fit=crop or min, in pixels that dpr does not multiply.
   *
   * From 1 to 8192.
   */
  maxH?: number
  /**
   * Smallest width with fit=crop or min, in pixels that dpr does not multiply.
   *
   * From 1 to 8192.
   */
  minW?: number
  /**
   * Smallest height with fit=crop or min, in pixels that dpr does not multiply.
   *
   * From 1 to 8192.
   */
  minH?: number
  /**
   * Part of the upright source to start from: x,y,w,h in pixels or fractions, or words for x (left, center, right), y (top, middle, bottom) and w, h (full); the part outside of the source is left out.
   */
  rect?: Region
  /**
   * What a cut keeps, as a list that is tried in order: edges of the image (these combine), the focal point, the part with the most entropy or edges, faces (there is no face detector; the next mode applies).
   * @default the middle
   */
  crop?: 'top' | 'bottom' | 'left' | 'right' | 'focalpoint' | 'entropy' | 'edges' | 'faces' | readonly ('top' | 'bottom' | 'left' | 'right' | 'focalpoint' | 'entropy' | 'edges' | 'faces')[]
  /**
   * Focal point from the left, as a fraction of the width.
   *
   * From 0 to 1.
   * @default 0.5
   */
  fpX?: number
  /**
   * Focal point from the top, as a fraction of the height.
   *
   * From 0 to 1.
   * @default 0.5
   */
  fpY?: number
  /**
   * Zoom to the focal point.
   *
   * From 1 to 100.
   * @default 1
   */
  fpZ?: number
  /**
   * Orientation of the stored pixels: 0 leaves them as they are, 1 to 8 are the values of EXIF, 90, 180 and 270 rotate.
   * @default as EXIF says
   */
  orient?: '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '90' | '180' | '270' | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 90 | 180 | 270
  /**
   * Rotation clockwise in degrees, after the cut; angles that are not multiples of 90 show bg in the corners.
   *
   * From 0 to 360.
   * @default 0
   */
  rot?: number
  /**
   * Mirrors after rot: h exchanges left and right, v top and bottom.
   */
  flip?: 'h' | 'v' | 'hv' | 'vh'
  /**
   * Removes an even border: auto by the corner's color, color by trim-color, alpha by transparency, colorunlessalpha by transparency if the image has alpha, else by color.
   */
  trim?: 'auto' | 'color' | 'alpha' | 'colorunlessalpha'
  /**
   * Color of the border that trim=color removes.
   */
  trimColor?: Color
  /**
   * Difference in color that still counts as the border's color.
   *
   * From 0 to 100.
   * @default 0
   */
  trimTol?: number
  /**
   * Mean difference in color that still counts as the border with trim=auto.
   *
   * From 0 to 1000.
   * @default 11
   */
  trimMd?: number
  /**
   * Pixels of the source left around what trim keeps; less than 0 cuts into it.
   *
   * From -200 to 8192.
   * @default 0
   */
  trimPad?: number
  /**
   * Padding on all four sides; with w or h the image and its padding fit inside.
   *
   * From 0 to 8192.
   * @default 0
   */
  pad?: number
  /**
   * Padding on the left.
   *
   * From 0 to 8192.
   * @default pad
   */
  padLeft?: number
  /**
   * Padding on the right.
   *
   * From 0 to 8192.
   * @default pad
   */
  padRight?: number
  /**
   * Padding at the top.
   *
   * From 0 to 8192.
   * @default pad
   */
  padTop?: number
  /**
   * Padding at the bottom.
   *
   * From 0 to 8192.
   * @default pad
   */
  padBottom?: number
  /**
   * Line over the edge of the image: its width and its color.
   */
  border?: Border
  /**
   * Radius of the border's corners, or four: top left, top right, bottom right, bottom left.
   * @default 0
   */
  borderRadius?: number | readonly [number, number, number, number]
  /**
   * Shape that the image is clipped to, ellipse or corners rounded by corner-radius; outside it is transparent, or bg; an image as a mask, as imgix has it, is ignored.
   */
  mask?: 'ellipse' | 'corners' | 'none'
  /**
   * Radius of the corners with mask=corners, or four: top left, top right, bottom right, bottom left.
   * @default 0
   */
  cornerRadius?: number | readonly [number, number, number, number]
  /**
   * Color behind transparent pixels and in the areas that rot and pad add: 3, 4 (ARGB), 6 or 8 (AARRGGBB) hexadecimal digits or a CSS name.
   * @default transparent, or white if the format has no alpha
   */
  bg?: Color
  /**
   * What fit=fill and fillmax pad with: a color, or the image enlarged and blurred; imgix's generated content becomes blur, and its gradient a color.
   * @default solid
   */
  fill?: 'solid' | 'blur' | 'gen' | 'generative' | 'gradient'
  /**
   * Color of fill=solid.
   * @default bg
   */
  fillColor?: Color
  /**
   * Brightness: -100 to 100 percent of the range from black to white is added.
   *
   * From -100 to 100.
   * @default 0
   */
  bri?: number
  /**
   * Contrast: the difference from middle gray is multiplied by 1 + con/100.
   *
   * From -100 to 100.
   * @default 0
   */
  con?: number
  /**
   * Exposure: ±100 is two stops of light.
   *
   * From -100 to 100.
   * @default 0
   */
  exp?: number
  /**
   * Gamma: the power 2^(-gam/100) of every sample; brightens or darkens the middle tones.
   *
   * From -100 to 100.
   * @default 0
   */
  gam?: number
  /**
   * Saturation; -100 is gray, 100 twice as much.
   *
   * From -100 to 100.
   * @default 0
   */
  sat?: number
  /**
   * Vibrance: boosts saturation, muted colors most.
   *
   * From -100 to 100.
   * @default 0
   */
  vib?: number
  /**
   * Highlights: moves light tones, by 38 of 255 at most.
   *
   * From -100 to 100.
   * @default 0
   */
  high?: number
  /**
   * Shadows: moves dark tones, by 38 of 255 at most.
   *
   * From -100 to 100.
   * @default 0
   */
  shad?: number
  /**
   * Rotation of the hue in degrees, as CSS hue-rotate.
   *
   * From 0 to 360.
   * @default 0
   */
  hue?: number
  /**
   * Sharpening of the luminance: sharp/50 times the detail that a blur of one pixel would remove.
   *
   * From 0 to 100.
   * @default 0
   */
  sharp?: number
  /**
   * Strength of an unsharp mask; less than 0 softens.
   *
   * From -100 to 100.
   * @default 0
   */
  usm?: number
  /**
   * Radius of the unsharp mask in pixels.
   *
   * From 0 to 500.
   * @default 2.5
   */
  usmrad?: number
  /**
   * Gaussian blur; its deviation is blur/20 pixels of the output.
   *
   * From 0 to 2000.
   * @default 0
   */
  blur?: number
  /**
   * Side of the blocks that the image is made of, in pixels.
   *
   * From 0 to 100.
   * @default 0
   */
  px?: number
  /**
   * Negative.
   * @default 0
   */
  invert?: boolean
  /**
   * Strength of a sepia tone, as CSS sepia.
   *
   * From 0 to 100.
   * @default 0
   */
  sepia?: number
  /**
   * Image in shades of one color; its alpha is the strength.
   */
  monochrome?: Color
  /**
   * Image in two colors: the first for dark tones, the second for light ones.
   */
  duotone?: readonly [Color, Color]
  /**
   * Bound up to which differences count as noise.
   *
   * From -100 to 100.
   * @default 20
   */
  nr?: number
  /**
   * Sharpness kept by the noise reduction.
   *
   * From -100 to 100.
   * @default 20
   */
  nrs?: number
  /**
   * Key of a watermark in the same bucket; with mark64 it needs no escapes.
   */
  mark?: string | Bytes
  /**
   * Width of the watermark in pixels, or a fraction of the image's.
   */
  markW?: number
  /**
   * Height of the watermark in pixels, or a fraction of the image's.
   */
  markH?: number
  /**
   * Width of the watermark in percent of the image's.
   *
   * From 0 to 100.
   */
  markScale?: number
  /**
   * How the watermark is fitted into the box of mark-w and mark-h, as fit does.
   * @default clip
   */
  markFit?: 'clip' | 'max' | 'crop' | 'min' | 'scale' | 'fill' | 'cover' | 'contain' | 'inside'
  /**
   * Edges that the watermark lies at.
   * @default bottom,right
   */
  markAlign?: 'top' | 'middle' | 'bottom' | 'left' | 'center' | 'right' | readonly ('top' | 'middle' | 'bottom' | 'left' | 'center' | 'right')[]
  /**
   * Place of the watermark's left edge in pixels; wins over mark-align.
   *
   * From 0 to 8192.
   */
  markX?: number
  /**
   * Place of the watermark's upper edge in pixels; wins over mark-align.
   *
   * From 0 to 8192.
   */
  markY?: number
  /**
   * Pixels between the watermark and the edges that it lies at.
   *
   * From 0 to 8192.
   * @default 5
   */
  markPad?: number
  /**
   * Opacity of the watermark in percent.
   *
   * From 0 to 100.
   * @default 100
   */
  markAlpha?: number
  /**
   * Rotation of the watermark clockwise in degrees.
   *
   * From 0 to 360.
   * @default 0
   */
  markRot?: number
  /**
   * Repeats the watermark over the whole image.
   */
  markTile?: 'grid'
  /**
   * Color or key of an image that is laid over this one.
   */
  blend?: Color | Bytes
  /**
   * Formula for laying it over.
   * @default overlay
   */
  blendMode?: 'normal' | 'color' | 'burn' | 'dodge' | 'darken' | 'difference' | 'exclusion' | 'hardlight' | 'hue' | 'lighten' | 'luminosity' | 'multiply' | 'overlay' | 'saturation' | 'screen' | 'softlight'
  /**
   * Opacity of the color or image that is laid over, in percent.
   *
   * From 0 to 100.
   * @default 100
   */
  blendAlpha?: number
  /**
   * Edges that the blended image lies at.
   * @default the middle
   */
  blendAlign?: 'top' | 'middle' | 'bottom' | 'left' | 'center' | 'right' | readonly ('top' | 'middle' | 'bottom' | 'left' | 'center' | 'right')[]
  /**
   * How the blended image comes into the box of blend-w and blend-h, as fit does.
   * @default clip
   */
  blendFit?: 'clip' | 'max' | 'crop' | 'min' | 'scale' | 'fill' | 'fillmax' | 'clamp' | 'outside' | 'cover' | 'contain' | 'inside'
  /**
   * What a cut of the blended image keeps, as crop does.
   * @default the middle
   */
  blendCrop?: 'top' | 'bottom' | 'left' | 'right' | 'focalpoint' | 'entropy' | 'edges' | 'faces' | readonly ('top' | 'bottom' | 'left' | 'right' | 'focalpoint' | 'entropy' | 'edges' | 'faces')[]
  /**
   * Width of the blended image in pixels, or a fraction of the image's.
   */
  blendW?: number
  /**
   * Height of the blended image in pixels, or a fraction of the image's.
   */
  blendH?: number
  /**
   * inherit gives the blended image the size of the image.
   */
  blendSize?: 'inherit'
  /**
   * Pixels between the blended image and the edges that it lies at.
   *
   * From 0 to 8192.
   * @default 0
   */
  blendPad?: number
  /**
   * Place of the blended image's left edge in pixels; wins over blend-align.
   *
   * From 0 to 8192.
   */
  blendX?: number
  /**
   * Place of the blended image's upper edge in pixels; wins over blend-align.
   *
   * From 0 to 8192.
   */
  blendY?: number
  /** The same as {@link format}. */
  fm?: 'jpg' | 'pjpg' | 'png' | 'png8' | 'png32' | 'webp' | 'gif' | 'avif' | 'json' | 'blurhash' | 'jpeg' | 'jp2' | 'jxr' | 'spritesheet' | 'mp4' | 'webm'
  /**
   * Output format; beside auto=format the one to fall back to; formats that are not written become the nearest one that is.
   * @default that of the source
   */
  format?: 'jpg' | 'pjpg' | 'png' | 'png8' | 'png32' | 'webp' | 'gif' | 'avif' | 'json' | 'blurhash' | 'jpeg' | 'jp2' | 'jxr' | 'spritesheet' | 'mp4' | 'webm'
  /**
   * Choices left to the server, merged when repeated: format sends the best format that the browser accepts; compress prefers fewer bytes, so that q is auto where it is absent, the quality, also one that q names, is at most what the source was coded with, PNG gets a palette of up to 256 colors, as fm=png8 does, and a drawing may become lossless WebP even if q is there; enhance and redeye (true asks for both) are accepted and do nothing.
   */
  auto?: 'format' | 'compress' | 'enhance' | 'redeye' | 'true' | readonly ('format' | 'compress' | 'enhance' | 'redeye' | 'true')[]
  /** The same as {@link quality}. */
  q?: number | 'auto' | 'auto:best' | 'auto:good' | 'auto:eco' | 'auto:low'
  /**
   * Quality of lossy formats: with auto=format on the scale of JPEG, and other formats look like it; without it on the scale of each, or what an image needs for a score of 85 (auto:best), 75 (auto), 65 (auto:eco) or 50 (auto:low) on the scale of SSIMULACRA2; without q it is lowered to what the source is worth, so that a JPEG of quality 30 does not become one of 75.
   *
   * From 1 to 100.
   * @default 75 of JPEG and what looks like it, or as the configuration says; where fm names the format, 75 of JPEG and WebP, 50 of AVIF
   */
  quality?: number | 'auto' | 'auto:best' | 'auto:good' | 'auto:eco' | 'auto:low'
  /**
   * Lossless WebP or AVIF.
   * @default 0
   */
  lossless?: boolean
  /**
   * Chroma subsampling of JPEG; of AVIF 420 or 444.
   * @default 420
   */
  chromasub?: '420' | '422' | '444' | 420 | 422 | 444
  /**
   * Colors in the palette of png8 and gif.
   *
   * From 2 to 256.
   * @default 256
   */
  colorquant?: number
  /**
   * 1 for a progressive JPEG, as fm=pjpg is, 0 for a sequential one; left out, what takes fewer bytes, which is progressive but for tiny and very large images.
   * @default where that is smaller
   */
  jpgProgressive?: boolean
  /**
   * srgb converts to sRGB and drops the profile, origin keeps pixels and profile, strip is the same as srgb; Adobe RGB is not written, and colors that a file describes without a profile (cICP, gAMA and cHRM of PNG) are converted in any case.
   * @default srgb
   */
  cs?: 'srgb' | 'origin' | 'strip' | 'tinysrgb' | 'adobergb1998'
  /**
   * Largest body wanted: quality falls until the image fits, down to 10; then its size falls, too; x-tintype-fit reports what was given up.
   *
   * From 1000 to 1000000000.
   */
  bytes?: number
  /**
   * Dominant colors in place of the image.
   */
  palette?: 'json' | 'css'
  /**
   * How many colors palette gives.
   *
   * From 0 to 16.
   * @default 6
   */
  colors?: number
  /**
   * Beginning of the class names of palette=css.
   * @default image
   */
  prefix?: string
  /**
   * Frame of an animation, counted from 1, which makes a still, or a range of them.
   * @default all
   */
  frame?: number | `${number}-${number}` | `${number}-` | `-${number}` | readonly [number, number]
  /**
   * How often an animation plays; 0 is for ever.
   *
   * From 0 to 65535.
   * @default that of the source
   */
  loop?: number
  /**
   * Frames a second of an animation.
   *
   * From 1 to 100.
   * @default that of the source
   */
  fps?: number
  /**
   * Leaves out every frame of an animation whose number this divides.
   *
   * From 1 to 1000000.
   */
  skip?: number
  /**
   * Plays an animation backwards.
   * @default 0
   */
  reverse?: boolean
}
