import type { Bytes, Transformation } from './options.cjs'

export type { Border, Bytes, Color, Region, Transformation } from './options.cjs'

/**
 * What can be transformed, where waiting is possible: bytes, a Blob or File, a Response or Request, a ReadableStream,
 * a stream of Node, anything that iterates over bytes, or a promise of one of these.
 */
export type Source = Readable | PromiseLike<Readable>

export type Readable =
  | Bytes
  | { stream(): unknown; arrayBuffer(): Promise<ArrayBuffer> }
  | { readonly body: unknown; readonly bodyUsed: boolean; arrayBuffer(): Promise<ArrayBuffer> }
  | { getReader(): unknown }
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>

/** An AbortSignal. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: any
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What {@link load} may be given as tintype.wasm: a WebAssembly.Module, its bytes, its address or file, or a Response. */
export type Wasm = object | string

/** Bounds of one transformation. They are checked against headers and plans, before memory is taken. */
export interface Limits {
  /** Bytes of a source. @default 52428800 */
  sourceBytes?: number
  /** Width times height of a source. @default 100000000 */
  sourcePixels?: number
  /** Pixels; larger outputs shrink in proportion. @default 8192 */
  outputSide?: number
  /** Width times height of an output; larger ones shrink in proportion. @default 40000000 */
  outputPixels?: number
  /** Pixels of an output that has more than its source. */
  enlargePixels?: number
  /** Pixels of all frames of an animation together. @default 200000000 */
  frames?: number
  /** Bytes of memory that one transformation plans with, beside the 12 MB that the module begins with. @default 536870912 */
  memory?: number
  /** Bytes of an output: quality falls, then size, until it fits. */
  responseBytes?: number
}

/** The quality of formats where a transformation names none, 1 to 100. */
export interface Qualities {
  /** @default 75 */
  jpg?: number
  /** @default 75 */
  webp?: number
  /** @default 50 */
  avif?: number
}

export interface Defaults {
  limits?: Limits
  quality?: Qualities
  /** Refuse what would be ignored: see {@link Options.strict}. */
  strict?: boolean
  /** Milliseconds of every call that names none. */
  timeout?: number
}

/** Options of {@link load}. */
export interface LoadOptions extends Defaults {
  /** Another tintype.wasm than the one beside the library: for bundlers, and where files cannot be read. */
  wasm?: Wasm | PromiseLike<Wasm>
  /**
   * Node only: compile as the Lambda handler does, which sets two flags of V8 for the whole process: functions of
   * wasm modules are optimized later than usual (--wasm-tiering-budget) and one at a time
   * (--wasm-num-compilation-tasks). A process that makes few images starts sooner.
   *
   * @default false
   */
  v8Flags?: boolean
}

/** Options of {@link createPool}. */
export interface PoolOptions extends LoadOptions {
  /** How many workers. @default as many as there are processors */
  size?: number
  /** Another file for the workers than worker.mjs beside the library: a bundle of "tintype/worker". */
  worker?: string | { readonly href: string }
}

/** Options of one call. */
export interface Options {
  /** Ends the call, which then rejects with the signal's reason. A synchronous call looks at it once, before it begins. */
  signal?: Signal
  /**
   * Milliseconds from the call on, waiting included; then it fails with the code "deadline". On Cloudflare Workers,
   * whose clock stands still, milliseconds of work, roughly.
   */
  timeout?: number
  /** Win over those of {@link load}, one by one. */
  limits?: Limits
  quality?: Qualities
  /** Images that the parameters mark and blend name, by key. */
  images?: Record<string, Bytes>
  /**
   * What of the source's metadata stays. "exif" is its Exif block, made true of the output: upright, of the new size,
   * without a thumbnail. "copyright" is an Exif block of artist and copyright alone. "icc" leaves colors in the
   * source's space and embeds its profile. Exif can be kept in JPEG, PNG, WebP and AVIF.
   */
  keep?: Keep | readonly Keep[]
  /**
   * Throw for what would be ignored and stand in info.ignored: parameters that there are not, that do nothing in a
   * library, or that this output does not depend on, such as quality of a PNG; metadata that cannot be kept; and images of mark and blend that are missing.
   *
   * @default false
   */
  strict?: boolean
}

export type Keep = 'exif' | 'copyright' | 'icc'

/** Formats that are written; the last three are text. */
export type OutputFormat = 'jpg' | 'png' | 'gif' | 'webp' | 'avif' | 'json' | 'css' | 'blurhash'

/** Formats that are read. */
export type SourceFormat = 'jpg' | 'png' | 'gif' | 'webp' | 'avif' | 'tiff' | 'bmp'

/** What a transformation made of a source. */
export interface Result {
  /** The encoded image; a copy, the caller's own. */
  body: Uint8Array<ArrayBuffer>
  /** The media type of body, such as "image/jpeg". */
  contentType: string
  info: Info
}

/** What an output is, and what it was made from. */
export interface Info {
  /** Pixels. */
  width: number
  height: number
  format: OutputFormat
  /** Of a lossy format, after a limit of bytes was met; else 0. */
  quality: number
  /** What was given up for a limit of bytes, in the query's words: "q=41&w=812"; else "". */
  fit: string
  /**
   * The output is the source's own coded image, without metadata: nothing of it was to change, and a new file would
   * not have been smaller.
   */
  kept: boolean
  /** The source ended early or was damaged, and the output shows what there is. */
  damaged: boolean
  /** Keys of mark and blend that were left out: no such image was given, or it could not be used. */
  missing: string[]
  /** What had no effect: "widht", "auto=format", "keep=exif". */
  ignored: string[]
  /** As it is seen, EXIF orientation applied. */
  source: { width: number; height: number; format: SourceFormat }
}

/** What a source is, without decoding it. */
export interface Metadata {
  format: SourceFormat
  /** Pixels, as it is seen: EXIF orientation applied. */
  width: number
  height: number
  /** EXIF's, 1 to 8; 1 is upright. */
  orientation: number
  /** 1 for a still image. */
  frames: number
  /** Of an animation, milliseconds of each frame, as the file has them; else empty. */
  delays: number[]
  /** How often an animation plays, 0 for ever. */
  loop: number
  alpha: boolean
  colorModel: 'rgb' | 'gray' | 'cmyk'
  /** "sRGB", or what the profile calls itself: "Display P3"; "unknown" where it says nothing. */
  colorSpace: string
  /** Pixels an inch, undefined where the file does not say (sharp says 72 then). */
  density: number | undefined
  bytes: number
  /** The Exif block, from its TIFF header on. */
  exif?: Uint8Array<ArrayBuffer>
  /** The color profile; not of PNG, which compresses it. */
  icc?: Uint8Array<ArrayBuffer>
}

/** Why something could not be done. */
export type ErrorCode =
  /** A parameter has a value that it cannot have; or, with strict, it would be ignored. */
  | 'parameter'
  /** The bytes are no image of a kind that is read. */
  | 'source_unsupported'
  /** The image is broken before its first row. */
  | 'source_damaged'
  /** The image is beyond a limit. */
  | 'source_too_large'
  /** The stream, Response or Blob failed. */
  | 'source_read'
  /** Nothing brings the output under the limit of bytes. */
  | 'output_too_large'
  /** The output format cannot hold the image. */
  | 'format_unsupported'
  /** The timeout is over. */
  | 'deadline'
  /** A failure of tintype itself. The next call works again. */
  | 'internal'

/** What a bad parameter or an unusable source throws. Arguments of a wrong type throw a TypeError. */
export class TintypeError extends Error {
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown })
  readonly name: 'TintypeError'
  /** A stable string for programs; message is one line for people. */
  readonly code: ErrorCode
}

/** A loaded tintype, which works on the thread that calls it. Its memory is freed with it. */
export interface Tintype {
  /**
   * Transforms an image, synchronously.
   *
   * @param source an encoded image: JPEG, PNG, GIF, WebP, AVIF, TIFF or BMP
   * @param transformation parameters as an object, `{ width: 720, format: 'webp' }`, or as in a URL, "w=720&fm=webp"
   * @throws {TintypeError}
   */
  transform(source: Bytes, transformation: Transformation | string, options?: Options): Result
  /** Transforms an image of bytes that may have to be waited for, and decodes it while they arrive. */
  transformAsync(source: Source, transformation: Transformation | string, options?: Options): Promise<Result>
  /** Tells what a source is, however many pixels it has. */
  metadata(source: Bytes): Metadata
  metadataAsync(source: Source, options?: { signal?: Signal; timeout?: number }): Promise<Metadata>
}

/** Workers that transform beside the thread that calls them; calls beyond their number wait in line. */
export interface Pool {
  /** The source is copied when its turn comes, and must not change until then. */
  transform(source: Source, transformation: Transformation | string, options?: Options): Promise<Result>
  metadata(source: Source, options?: { signal?: Signal; timeout?: number }): Promise<Metadata>
  /** How many workers there are. */
  readonly size: number
  /** How many calls wait for a worker. */
  readonly waiting: number
  /** Ends the workers and rejects what is not done. A pool at rest does not keep Node running. */
  close(): Promise<void>
}

/** Compiles and instantiates tintype. */
export function load(options?: LoadOptions): Promise<Tintype>

/** Starts workers, which share one compiled module. Not on Cloudflare Workers. */
export function createPool(options?: PoolOptions): Promise<Pool>
