// Where the time of one task goes: runs it under V8's sampling profiler on a
// guest that kept its functions' names, and prints the functions by the time
// spent in them.
//
//	node profile.mjs TASK PACKAGE SOURCE [RUNS]
import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tasks } from './tasks.mjs'

const [name, folder, sources, runs = '40'] = process.argv.slice(2)
const task = tasks.find((t) => t.name === name)
if (!task) throw new Error(`task: got ${name}, want one of ${tasks.map((t) => t.name).join(', ')}`)
const { load } = await import(pathToFileURL(join(folder, 'tintype.mjs')))
const tintype = await load()
const bytes = readFileSync(join(sources, task.source))
for (let i = 0; i < 10; i++) tintype.transform(bytes, task.query)

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: 200 })
await session.post('Profiler.start')
for (let i = 0; i < +runs; i++) tintype.transform(bytes, task.query)
const { profile } = await session.post('Profiler.stop')

const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName || '(anonymous)']))
const self = new Map()
let total = 0
profile.samples.forEach((id, i) => {
  const dt = profile.timeDeltas[i]
  total += dt
  self.set(names.get(id), (self.get(names.get(id)) ?? 0) + dt)
})
console.log(`${task.name}: ${(total / 1000 / runs).toFixed(2)} ms a run over ${runs} runs\n\n   ms      %  function`)
for (const [fn, us] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 40)) {
  console.log(`${(us / 1000 / runs).toFixed(2).padStart(6)} ${((100 * us) / total).toFixed(1).padStart(5)}  ${fn}`)
}
