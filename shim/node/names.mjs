// Every name of a parameter. Made by go run ./docs/gen from transform/params. Do not edit.

export const names = new Set(
  `
    w width h height fit f ar dpr max-w max-width max-h max-height min-w min-width min-h min-height rect crop fp-x fp-y
    fp-z orient or rot flip trim trim-color trimcolor trim-tol trimtol trim-md trimmd trim-pad trimpad pad pad-left
    pad-right pad-top pad-bottom border border-radius mask corner-radius bg fill fill-color fillcolor bri con exp gam
    sat vib high shad hue sharp usm usmrad blur px invert inv sepia monochrome mono duotone nr nrs mark m mark-w mw
    markw mark-h mh markh mark-scale ms markscale mark-fit mf markfit mark-align ma markalign mark-x mx markx mark-y my
    marky mark-pad mp markpad mark-alpha malph markalpha mark-rot mark-tile mtile marktile blend b blend-mode bm
    blendmode blend-alpha balph blendalpha blend-align ba blendalign blend-fit bf blendfit blend-crop bc blendcrop
    blend-w bw blendw blend-h bh blendh blend-size bs blendsize blend-pad bp blendpad blend-x bx blendx blend-y by
    blendy fm format auto q quality lossless chromasub colorquant jpg-progressive jpeg-progressive cs bytes dl palette
    colors prefix frame loop fps skip reverse expires ch preset
`
    .trim()
    .split(/\s+/),
)
