import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runPages, summary } from '../e2e/pages/run.ts'
import { bundleVendorPage, installDesignSystems, installOdyssey } from './vendor-page.ts'

// The generated pages (tests/e2e/pages) with switches, boxes, choices, lists and fields of vendors'
// design systems, read by the real extension.
const folder = fileURLToPath(new URL('generated', import.meta.url))
const names = readdirSync(folder).map(file => file.replace('.jsx', ''))

test(
  "pages in the vendors' components are read right, or as unknown",
  { timeout: 800_000 },
  async () => {
    const [packages, odyssey] = [installDesignSystems(), installOdyssey()]
    const vendors: Record<string, string> = {}
    for (const name of names)
      vendors[name] = await bundleVendorPage(folder, name, name === 'odyssey' ? odyssey : packages)
    const { tally, plans, broken } = await runPages({
      from: 0,
      to: 100_000,
      limit: 90_000,
      together: 8,
      vendors,
      only: ({ language, frame }) =>
        ['right', 'region', 'absent'].includes(language) && frame !== 'late-elements',
    })
    console.log(`${plans.length} pages: ${summary(tally)}`)
    assert.deepEqual(broken, [])
    assert.deepEqual(
      tally.faults.filter(({ verdict }) => verdict !== 'missing'),
      [],
    )
    for (const name of names)
      assert.ok(
        plans.some(({ vendor }) => vendor === name),
        name,
      )
    assert.ok(tally.read >= tally.readable * 0.97, summary(tally))
  },
)
