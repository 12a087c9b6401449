import { Recipe } from '../../../capture/recipe.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'
import type { Field } from '../settings/fields.ts'
import { idOf, mcpFields, policyFields, projectFields } from '../settings/fields.ts'

type Reading = RecipeSource['settings'][number]

/**
 * Every field stands in a box that carries the names of its collection and field, whatever the
 * page's language.
 */
function reading(resource: string, collection: string, field: Field): Reading {
  const inside = (css: string): { css: string } => ({
    css: `[data-collection="${collection}"][data-field="${field.field}"] .interface ${css}`,
  })
  const base = { setting: idOf(resource, field) }
  switch (field.control.kind) {
    case 'box':
      return { ...base, read: 'pressed', locate: [inside('button[role="checkbox"]')] }
    case 'text':
      return {
        ...base,
        read: 'text',
        locate: [inside('input')],
        empty: { locate: [inside('input:placeholder-shown')] },
      }
    case 'number':
      return {
        ...base,
        read: 'number',
        locate: [inside('input')],
        empty: { locate: [inside('input:placeholder-shown')] },
      }
    case 'choice':
      return {
        ...base,
        read: 'text',
        locate: [inside('.v-select .v-menu-activator input')],
        map: { values: { ...field.control.wordings } },
      }
    case 'role':
      return {
        ...base,
        read: 'text',
        locate: [inside('.many-to-one .render-template .value')],
        empty: { locate: [inside('.many-to-one .placeholder')] },
      }
    case 'folder':
      return {
        ...base,
        read: 'text',
        locate: [inside('.v-select .v-menu-activator input')],
        empty: { locate: [inside('.prepend [data-icon="folder_special"]')] },
      }
    case 'links':
      return {
        ...base,
        read: 'list',
        locate: [inside('.repeater > ul.v-list')],
        empty: { locate: [inside('.repeater > .v-notice')], value: [] },
      }
    case 'filter':
      return {
        ...base,
        read: 'presence',
        locate: [inside('.system-filter:not(.empty) > ul.v-list')],
        empty: { locate: [inside('.system-filter.empty > ul.v-list')], value: false },
      }
    case 'tags':
      return {
        ...base,
        read: 'list',
        locate: [inside('.interface-tags .tags .custom')],
        empty: { locate: [inside('.interface-tags:not(:has(.tags .v-chip)) input')], value: [] },
      }
  }
}

function page({
  id,
  title,
  path,
  resource,
  collection,
  fields,
  key,
}: {
  readonly id: string
  readonly title: string
  readonly path: string
  readonly resource: RecipeSource['resource']
  readonly collection: string
  readonly fields: readonly Field[]
  readonly key: string
}): RecipeSource {
  const [first] = fields
  return {
    id,
    service: 'directus',
    title,
    where: { hosts: ['{base}'], paths: [path] },
    ...(path.includes(':') ? {} : { url: `{base}${path}` }),
    resource,
    context: {
      // The form is there before its values are; "+" is a thing that does not exist yet.
      loading: [
        {
          css: `#app:not(:has([data-collection="${collection}"][data-field="${first?.field ?? ''}"]${key}))`,
        },
        { css: '[data-collection] .v-skeleton-loader' },
      ],
      // Save can be pressed exactly as long as something is not saved; a save by key tells nobody
      // else.
      unsaved: [{ css: 'header.header-bar .primary button.button:not([disabled])' }],
      save: 'instant',
    },
    settings: fields.map(field => reading(resource.type, collection, field)),
    languages: ['en', 'de'],
    certainty: 'confirmed',
    basis: 'The page of Directus 12.4, compared with its API field by field by the product tests',
  }
}

export const recipes: readonly Recipe[] = [
  page({
    id: 'directus-project',
    title: 'Settings > Settings',
    path: '/admin/settings/project',
    resource: { type: 'project' },
    collection: 'directus_settings',
    fields: projectFields,
    key: '',
  }),
  page({
    id: 'directus-ai',
    title: 'Settings > AI',
    path: '/admin/settings/ai',
    resource: { type: 'project' },
    collection: 'directus_settings',
    fields: mcpFields,
    key: '',
  }),
  page({
    id: 'directus-policy',
    title: 'Settings > Access Policies',
    path: '/admin/settings/policies/:policy',
    resource: { type: 'policy', id: ':policy' },
    collection: 'directus_policies',
    fields: policyFields,
    key: ':not([data-primary-key="+"])',
  }),
].map(source => Recipe.parse(source))
