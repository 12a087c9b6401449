import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Recipe } from '../../common/capture/recipe.ts'
import type { RecipeSource } from '../../common/capture/recipe.ts'
import { recipes } from '../../common/services/consoles.ts'

/** What needs no reason in the recipe: a field is empty where nobody typed anything into it. */
const typedInto = new Set([
  'ghost.site.blocked-email-domains',
  'unleash.instance.frontend-api-origins',
])

/** What of a recipe is told by nothing: neither by a sign on the page nor by a reason. */
function untold({ context, settings, certainty }: Recipe): string[] {
  const { save, saved, saveButton, unsaved, saveBasis } = context
  return [
    ...(save === 'button' && (!saved || !saveButton) ? ['what says that it is saved'] : []),
    ...(save === 'instant' && !unsaved && !saveBasis ? ['why a change counts at once'] : []),
    ...settings.flatMap(({ setting, read, empty, absent, by, ...reading }) => [
      ...(/^(?:list|rows)$/.test(read) && !empty && absent === undefined && !typedInto.has(setting)
        ? [`${setting}: how it looks without entries`]
        : []),
      ...(read === 'selected' && (reading.certainty ?? certainty) === 'confirmed' && by !== 'value'
        ? [`${setting}: its value in another language`]
        : []),
    ]),
  ]
}

test('every list says how it looks without entries, every change what makes it count, or why that is not known', () => {
  assert.deepEqual(
    recipes.flatMap(recipe => untold(recipe).map(text => `${recipe.id}: ${text}`)),
    [],
  )
  const read = new Set(recipes.flatMap(({ settings }) => settings.map(item => item.setting)))
  assert.deepEqual(
    [...typedInto].filter(setting => !read.has(setting)),
    [],
  )
})

/** A recipe of one setting. */
const sampleOf = (context: RecipeSource['context'], reading: object) => ({
  id: 'sample',
  service: 'sample',
  title: 'Sample',
  where: { hosts: ['sample.example'] },
  resource: { type: 'site' },
  context,
  settings: [{ setting: 'sample.site.x', locate: [{ css: '#x' }], ...reading }],
  certainty: 'confirmed',
  basis: 'a test',
})

test('a recipe that leaves one of these open does not pass', () => {
  const recipe = (
    context: RecipeSource['context'],
    reading: Partial<RecipeSource['settings'][number]>,
  ): string[] => untold(Recipe.parse(sampleOf(context, { read: 'checked', ...reading })))
  const submit = { save: 'submit' } as const
  assert.deepEqual(recipe(submit, {}), [])
  for (const read of ['list', 'rows'] as const) {
    assert.equal(recipe(submit, { read }).length, 1, read)
    assert.deepEqual(recipe(submit, { read, empty: { unknown: 'never seen' } }), [])
    assert.deepEqual(recipe(submit, { read, empty: { locate: [{ css: '#none' }] } }), [])
  }
  assert.equal(recipe(submit, { read: 'selected' }).length, 1)
  assert.deepEqual(recipe(submit, { read: 'selected', by: 'value' }), [])
  assert.equal(recipe({ save: 'button', saveButton: ['Save'] }, {}).length, 1)
  assert.equal(recipe({ save: 'instant' }, {}).length, 1)
  assert.deepEqual(recipe({ save: 'instant', saveBasis: 'its help says so' }, {}), [])
})

test('a list is read page by page only where no save of another page can be waiting', () => {
  const source = (context: RecipeSource['context'], read: 'list' | 'text') =>
    Recipe.safeParse(
      sampleOf(context, {
        read,
        pages: { shown: [{ css: '#of' }], next: [{ css: '#next' }] },
      }),
    ).success
  assert.deepEqual(
    [
      source({ save: 'instant' }, 'list'),
      source({ save: 'submit' }, 'list'),
      source({ save: 'instant' }, 'text'),
    ],
    [true, false, false],
  )
})
