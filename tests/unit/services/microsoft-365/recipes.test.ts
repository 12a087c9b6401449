import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mismatch } from '../../../../common/model/index.ts'
import { service as microsoft365 } from '../../../../common/services/microsoft-365/service.ts'
import { recipes as microsoft365Recipes } from '../../../../common/services/microsoft-365/recipes/index.ts'

const settings = new Map(microsoft365.settings.map(setting => [setting.id, setting]))

test('every recipe reads settings that there are, into values that fit them', () => {
  for (const recipe of microsoft365Recipes) {
    for (const reading of recipe.settings) {
      const setting = settings.get(reading.setting)
      assert.ok(setting, `${recipe.id}: no setting ${reading.setting}`)
      for (const value of Object.values(reading.map?.values ?? {}))
        assert.equal(mismatch(value, setting.type), null, `${recipe.id}: ${JSON.stringify(value)}`)
    }
  }
})

test('a recipe reads settings of the kind of thing that its page shows, and says of which one', () => {
  for (const { id, resource, settings: readings } of microsoft365Recipes) {
    for (const reading of readings)
      assert.equal(
        settings.get(reading.setting)?.resource,
        resource.type,
        `${id}: ${reading.setting}`,
      )
    assert.equal(
      resource.type === 'tenant',
      resource.id === undefined && resource.shown === undefined,
      id,
    )
  }
})
