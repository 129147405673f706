// The controls: one row for each parameter of the table, by the kind of its value.

// On a phone the groups begin closed: their headings say how much is set.
const narrow = matchMedia('(max-width: 40rem)')

const number = (value) => (value !== '' && Number.isFinite(+value) ? +value : undefined)

// controls fills the element with a section for each heading of the table and
// returns { show(query), find(text) }. change(name, value) is called with undefined
// for a parameter that is to go.
export function controls(element, table, change) {
  const rows = new Map()
  const groups = new Map()
  for (const spec of table) {
    if (!groups.has(spec.section)) groups.set(spec.section, group(element, spec.section, groups.size === 0 && !narrow.matches))
    const row = makeRow(spec, (value) => change(spec.name, value === '' ? undefined : value))
    groups.get(spec.section).append(row.element)
    rows.set(spec.name, row)
  }
  return {
    show(query) {
      for (const [name, row] of rows) {
        const value = query.get(name)
        row.element.classList.toggle('set', value !== undefined)
        row.show(value ?? '')
      }
      for (const [, g] of groups) {
        const n = g.querySelectorAll('.row.set').length
        g.querySelector('.count').textContent = n ? ` ${n} set` : ''
      }
    },
    find(text) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean)
      for (const spec of table) {
        const row = rows.get(spec.name).element
        const all = [spec.name, ...spec.also, spec.doc, ...spec.values].join(' ').toLowerCase()
        row.hidden = !words.every((w) => all.includes(w))
      }
      for (const [, g] of groups) {
        g.hidden = !g.querySelector('.row:not([hidden])')
        if (words.length) g.open = true
      }
    },
  }
}

function group(element, title, open) {
  const g = make('details', { open })
  g.append(make('summary', {}, title, make('span', { className: 'count' })))
  element.append(g)
  return g
}

// makeRow returns { element, show(value) } of one parameter.
function makeRow(spec, set) {
  const id = 'p-' + spec.name
  const doc = make('small', { id: id + '-doc' }, spec.doc + (spec.default ? ` Default: ${spec.default}.` : ''))
  const field = make('div', { className: 'field' })
  const isList = spec.kind === 'words' || spec.kind === 'crop'
  const control = (kinds[spec.kind] ?? kinds.text)(spec, id, set)
  field.append(...control.elements)
  for (const e of control.elements) if (e.matches('input, select')) e.setAttribute('aria-describedby', doc.id)
  const element = make('div', { className: 'row' })
  if (isList) {
    field.setAttribute('role', 'group')
    field.setAttribute('aria-label', spec.name)
    field.setAttribute('aria-describedby', doc.id)
    element.append(make('span', { className: 'name', ariaHidden: 'true' }, spec.name), field, doc)
  } else element.append(make('label', { htmlFor: id }, spec.name), field, doc)
  return { element, show: control.show }
}

const kinds = {
  text(spec, id, set) {
    const input = make('input', { id, type: 'text', placeholder: spec.default || spec.hint, autocomplete: 'off', spellcheck: false })
    input.addEventListener('input', () => set(input.value))
    return { elements: [input], show: (v) => put(input, v) }
  },
  length: (spec, id, set) => numeric(spec, id, set, 'any'),
  integer: (spec, id, set) => numeric(spec, id, set, '1'),
  number: (spec, id, set) => numeric(spec, id, set, 'any'),
  switch: (spec, id, set) => choice(id, set, [['', `${spec.default || 'not set'}`], ['1', 'on'], ['0', 'off']]),
  word: (spec, id, set) => choice(id, set, [['', spec.default ? `${spec.default} (default)` : 'not set'], ...spec.values.map((v) => [v, v])]),
  words: checks,
  crop: checks,
  color(spec, id, set) {
    const text = kinds.text(spec, id, set)
    const picker = make('input', { type: 'color', ariaLabel: `${spec.name}, color picker` })
    picker.addEventListener('input', () => set(picker.value.slice(1)))
    return {
      elements: [text.elements[0], picker],
      show(v) {
        text.show(v)
        const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(v)?.[1]
        if (hex) picker.value = '#' + (hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex)
      },
    }
  },
}
kinds.paint = kinds.color

// numeric is a field, and a slider where the range is small enough to drag in.
function numeric(spec, id, set, step) {
  const input = make('input', { id, type: 'number', step, placeholder: spec.default, inputMode: 'decimal' })
  if (spec.kind !== 'length') Object.assign(input, { min: spec.min, max: spec.max })
  else Object.assign(input, { min: 0, max: spec.max })
  input.addEventListener('input', () => set(input.value))
  const elements = [input]
  const span = spec.max - spec.min
  const rest = number(spec.default) ?? (spec.min > 0 ? spec.min : 0)
  let range
  if (span <= 360 || spec.name === 'blur') {
    const fine = span <= 5 ? '0.05' : '1'
    range = make('input', { type: 'range', min: spec.min, max: Math.min(spec.max, 500), step: fine, value: rest, ariaLabel: `${spec.name}, slider` })
    range.addEventListener('input', () => set(range.value))
    elements.push(range)
  }
  return {
    elements,
    show(v) {
      put(input, v)
      if (range && document.activeElement !== range) range.value = number(v) ?? rest
    },
  }
}

function choice(id, set, options) {
  const select = make('select', { id })
  for (const [value, text] of options) select.append(make('option', { value }, text))
  const other = make('option') // a value that is not in the list, such as an alias
  select.addEventListener('input', () => set(select.value))
  return {
    elements: [select],
    show(v) {
      if (v === 'true') v = '1'
      if (v === 'false') v = '0'
      other.remove()
      if (![...select.options].some((o) => o.value === v)) select.append(Object.assign(other, { value: v, textContent: v }))
      select.value = v
    },
  }
}

// checks is a list of words; the order of ticking is the order of the list.
function checks(spec, id, set) {
  let list = []
  const boxes = spec.values.map((word) => {
    const box = make('input', { type: 'checkbox', id: `${id}-${word}` })
    box.addEventListener('input', () => {
      list = box.checked ? [...list, word] : list.filter((w) => w !== word)
      set(list.join(','))
    })
    return [word, box]
  })
  return {
    elements: boxes.map(([word, box]) => make('label', {}, box, word)),
    show(v) {
      list = v ? v.split(',') : []
      for (const [word, box] of boxes) box.checked = list.includes(word)
    },
  }
}

// put changes a field's value unless it is being typed in.
function put(input, value) {
  if (document.activeElement !== input || value === '') {
    if (input.value !== value && !(input.type === 'number' && document.activeElement === input)) input.value = value
  }
}

// make creates an element with properties and children.
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children.filter((c) => c !== undefined && c !== null))
  return element
}
