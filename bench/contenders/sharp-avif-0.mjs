// sharp's AVIF at effort 0.
import { load } from './sharp.mjs'

export default load(0)
