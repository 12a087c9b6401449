import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const source = new URL('../../../agent/heap.ts', import.meta.url)

/** What a program says of sizes, in a process of its own: this one's heap has grown by whatever was tested before. */
function sizesIn(program: string): readonly number[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      // How busy the machine is says nothing here: while V8 marks in steps, which go by the clock, it adds
      // pages to a young generation that is full.
      '--single-threaded-gc',
      '--no-incremental-marking',
      '--input-type=module',
      '--eval',
      `
  import { getHeapSpaceStatistics } from 'node:v8'
  import { growSlowly, withinYoungGeneration } from ${JSON.stringify(source)}
  const size = () => getHeapSpaceStatistics().find(space => space.space_name === 'new_space').space_size
  const work = async () => {
    for (let round = 0; round < 4; round++) Array.from({ length: 400_000 }, (_, at) => ({ at, more: [at] }))
    return size()
  }
  const sizes = [size()]
  ${program}
  process.stdout.write(JSON.stringify(sizes))`,
    ],
    { encoding: 'utf8' },
  )
  return JSON.parse(stdout || stderr) as number[]
}

test('the young generation stays as it is while something is at work, and grows again afterwards', () => {
  const [before = 0, within = 0, after = 0] = sizesIn(`
    sizes.push(await withinYoungGeneration(() => withinYoungGeneration(work)))
    await withinYoungGeneration(async () => { throw new Error('broken off') }).catch(() => undefined)
    sizes.push(await work())`)
  // Its two halves are made when they are first needed.
  assert.ok(within <= 2 * before, `${before} grew to ${within}`)
  assert.ok(after > 4 * within, `${within} stayed ${after}`)
})

test('where the heap grows slowly, it still does after such work', context => {
  if (!process.versions.v8.startsWith('13.')) return context.skip('of V8 13 only')
  const [before = 0, after = 0] = sizesIn(`
    growSlowly()
    await withinYoungGeneration(async () => undefined)
    sizes.push(await work())`)
  assert.ok(after <= 2 * before, `${before} grew to ${after}`)
})
