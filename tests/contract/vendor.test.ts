// Collectors and checks against what vendors publish about their APIs for machines. Each service's
// description is an extract in tests/vendor; CONTRIBUTING.md says how it is made.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { collectors } from '../../common/services/collectors.ts'
import { services } from '../../common/services/index.ts'
import type { Description } from '../vendor/shape.ts'
import { described } from '../vendor/targets.ts'
import { used, walk } from '../vendor/walk.ts'
import type { Walk } from '../vendor/walk.ts'

const root = new URL('../../', import.meta.url)
const heading = '## Documented in words only'
const none: Description = { sources: [], requests: {}, types: {} }

/** What a service's README lists under the heading, one in backquotes a line. */
function inWordsOnly(service: string): readonly string[] {
  const readme = readFileSync(new URL(`common/services/${service}/README.md`, root), 'utf8')
  const [, section = ''] = readme.split(`${heading}\n`)
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^- `([^`]+)`/gm)].map(
    ([, item = '']) => item,
  )
}

function descriptionOf(service: string): Description {
  const file = new URL(`tests/vendor/${service}.json`, root)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Description) : none
}

/** Settings that ask for a right which no description gives any of their requests. */
function otherRights(service: string, { asked, byPart }: Walk): readonly string[] {
  const { rights = [], settings = [] } = services.find(item => item.id === service) ?? {}
  const known = new Set([...asked.values()].flatMap(request => request.rights ?? []))
  const parts = collectors.find(item => item.service === service)?.parts ?? []
  return parts.flatMap(part => {
    const enough = [...(byPart.get(part.id) ?? [])].flatMap(name => asked.get(name)?.rights ?? [])
    return part.settings.flatMap(id => {
      const right = settings.find(setting => setting.id === id)?.api?.right
      const whole = rights.find(item => item.id === right || item.id.endsWith(`/${right}`))?.id
      const isOther = whole !== undefined && known.has(whole) && enough.length > 0
      return isOther && !enough.includes(whole) ? [`${id}: ${whole}`] : []
    })
  })
}

for (const { service, target, seeds, byText } of described) {
  const description = descriptionOf(service)
  let walked: Promise<Walk> | null = null
  const found = (): Promise<Walk> => (walked ??= walk(service, description, target, seeds))

  test(`${service}: every request, right, parameter and field that is asked for or read is described, or listed`, async () => {
    const walk = await found()
    const { watch, asked } = walk
    const withoutRight = [...asked].flatMap(([name, { rights }]) =>
      rights ? [] : `${name}: right`,
    )
    assert.deepEqual(
      [...watch.undescribed, ...withoutRight, ...otherRights(service, walk)].sort(),
      [...inWordsOnly(service)].sort(),
    )
  })

  test(`${service}: no reply that the description allows is refused, none gives a value of another type`, async () => {
    const { wrong } = await found()
    assert.deepEqual([...wrong], [])
  })

  test(`${service}: every setting is read from some reply, where replies are described`, async () => {
    const { told, incomplete } = await found()
    const parts = collectors.find(item => item.service === service)?.parts ?? []
    assert.deepEqual(
      parts
        .filter(
          part => !incomplete.has(part.id) && !(byText as readonly string[]).includes(part.id),
        )
        .flatMap(part => part.settings)
        .filter(setting => !told.has(setting)),
      [],
    )
  })

  test(`${service}: a right that is asked for is enough for each request`, async () => {
    const { asked } = await found()
    const { rights = [] } = services.find(item => item.id === service) ?? {}
    const held = new Set(rights.map(right => right.id))
    const needing = [...asked].flatMap(([name, request]) =>
      request.rights ? [{ name, rights: request.rights }] : [],
    )
    assert.deepEqual(
      needing
        .filter(request => !request.rights.some(right => held.has(right)))
        .map(({ name }) => name),
      [],
    )
  })

  test(`${service}: what is kept of the description is what is used, with source and date`, async () => {
    assert.ok(description.sources.length > 0)
    for (const { name, version, date } of description.sources) {
      assert.match(date, /^\d{4}-\d{2}-\d{2}$/)
      assert.ok(name && version)
    }
    assert.deepEqual(used(description, await found()), description)
  })
}

for (const { service } of collectors) {
  if (described.some(item => item.service === service)) continue
  test(`${service}: what it asks first stands in words only, and is listed`, async () => {
    const { watch } = await walk(service, none, { url: 'https://service.example' }, 1)
    assert.deepEqual([...watch.undescribed].sort(), [...inWordsOnly(service)].sort())
    assert.ok(watch.undescribed.size > 0)
  })
}
