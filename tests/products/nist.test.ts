// NIST's own SP 800-53, in no package of a registry: a clone of github.com/usnistgov/oscal-content that
// WITNESSMARK_OSCAL_CONTENT names is read.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { frameworkFromOscal } from '../../common/frameworks/from-oscal.ts'

const content = process.env['WITNESSMARK_OSCAL_CONTENT']
const skip = content
  ? false
  : 'SKIPPED: WITNESSMARK_OSCAL_CONTENT names no clone of github.com/usnistgov/oscal-content'

for (const revision of ['rev4', 'rev5'])
  for (const baseline of ['LOW', 'MODERATE', 'HIGH'])
    test(
      `SP 800-53 ${revision}, ${baseline}: what a profile selects is what NIST resolved it to`,
      { skip },
      () => {
        const folder = join(content ?? '', 'nist.gov/SP800-53', revision, 'json')
        const name = `NIST_SP-800-53_${revision}_${baseline}-baseline`
        const file = join(folder, `${name}_profile.json`)
        const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
        const own = frameworkFromOscal('own', read(file), href => {
          const path = resolve(dirname(file), href)
          return path.endsWith('.json') && existsSync(path) ? read(path) : undefined
        })
        const theirs = frameworkFromOscal(
          'own',
          read(join(folder, `${name}-resolved-profile_catalog.json`)),
        )
        const shown = ({ requirements }: typeof own): readonly (readonly unknown[])[] =>
          requirements.map(({ id, title, parent }) => [id, title, parent])
        assert.ok(own.requirements.length > 100)
        assert.deepEqual(shown(own), shown(theirs))
      },
    )
