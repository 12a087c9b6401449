import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import type { CheckSource } from '../../common/model/index.ts'
import { services } from '../../common/services/index.ts'
import { generate } from '../support/generate.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const files = ['README.md', 'service.ts']
const rooms = ['checks', 'collect', 'import', 'predicates', 'recipes', 'settings']
const needed = ['checks', 'settings']

for (const { id } of services) {
  const folder = `${root}common/services/${id}`

  test(`${id}: its folder is laid out as every other's, each room with an index`, () => {
    const entries = readdirSync(folder, { withFileTypes: true })
    assert.deepEqual(
      entries.flatMap(entry => (entry.isDirectory() ? [] : [entry.name])).sort(),
      files,
    )
    const found = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
    assert.deepEqual(
      found.filter(room => !rooms.includes(room)),
      [],
    )
    assert.deepEqual(
      needed.filter(room => !found.includes(room)),
      [],
    )
    assert.deepEqual(
      found.filter(room => !existsSync(`${folder}/${room}/index.ts`)),
      [],
    )
  })

  test(`${id}: cases stand beside the family that they test`, async () => {
    const strangers = await Promise.all(
      globSync('**/*.json', { cwd: folder }).map(async file => {
        const [, family] = /^checks[\\/]([a-z0-9-]+)\.fixtures\.json$/.exec(file) ?? []
        if (!family || !existsSync(`${folder}/checks/${family}.ts`)) return [file]
        const module = (await import(`${folder}/checks/${family}.ts`)) as Record<string, unknown>
        const checks = Object.values(module).filter(Array.isArray).flat() as CheckSource[]
        const cases = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as { check: string }[]
        return cases
          .filter(item => !checks.some(check => check.id === item.check))
          .map(item => `${file}: ${item.check}`)
      }),
    )
    assert.deepEqual(strangers.flat(), [])
  })
}

test('what is generated is as the generator would write it', async () => {
  assert.deepEqual(await generate(root, true), [])
})
