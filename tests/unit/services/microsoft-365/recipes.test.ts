import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mismatch } from '../../../../common/model/index.ts'
import { microsoft365 } from '../../../../common/services/microsoft-365/service.ts'
import { microsoft365Recipes } from '../../../../common/services/microsoft-365/recipes/index.ts'

const settings = new Map(microsoft365.settings.map(setting => [setting.id, setting]))

test('every recipe reads settings that there are, into values that fit them', () => {
  for (const recipe of microsoft365Recipes) {
    for (const reading of recipe.settings) {
      const setting = settings.get(reading.setting)
      assert.ok(setting, `${recipe.id}: no setting ${reading.setting}`)
      for (const value of Object.values(reading.map?.values ?? {})) assert.equal(mismatch(value, setting.type), null, `${recipe.id}: ${JSON.stringify(value)}`)
    }
  }
})

test('pages that show one rule, alert or environment do not stand for all of them', () => {
  const read = new Set(microsoft365Recipes.flatMap(recipe => recipe.settings.map(reading => reading.setting)))
  const manual = microsoft365.checks.filter(check => check.expect !== undefined && check.reads.length === 1 && settings.get(check.reads[0] ?? '')?.api === undefined).flatMap(check => check.reads)
  const partial = ['alert-recipients', 'audit-log-retention-months', 'dlp-restricted-app-action', 'power-platform-content-security-policy'].map(name => `microsoft-365.tenant.${name}`)
  assert.deepEqual([...new Set(manual)].filter(setting => !read.has(setting)).sort(), partial)
})
