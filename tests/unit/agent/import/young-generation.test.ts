import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const source = new URL('../../../../agent/import/young-generation.ts', import.meta.url)
// A process of its own: this one's young generation has grown by whatever was tested before.
const program = `
  import { getHeapSpaceStatistics } from 'node:v8'
  import { withinYoungGeneration } from ${JSON.stringify(source)}
  const size = () => getHeapSpaceStatistics().find(space => space.space_name === 'new_space').space_size
  const work = async () => {
    for (let round = 0; round < 4; round++) Array.from({ length: 400_000 }, (_, at) => ({ at, more: [at] }))
    return size()
  }
  const sizes = [size()]
  sizes.push(await withinYoungGeneration(() => withinYoungGeneration(work)))
  await withinYoungGeneration(async () => { throw new Error('broken off') }).catch(() => undefined)
  sizes.push(await work())
  process.stdout.write(JSON.stringify(sizes))
`

test('the young generation stays as it is while something is at work, and grows again afterwards', () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  )
  const [before = 0, within = 0, after = 0] = JSON.parse(stdout || stderr) as number[]
  // Its two halves are made when they are first needed.
  assert.ok(within <= 2 * before, `${before} grew to ${within}`)
  assert.ok(after > 4 * within, `${within} stayed ${after}`)
})
