import { Recipe } from '../../../common/capture/recipe.ts'
import type { RecipeSource } from '../../../common/capture/recipe.ts'
import type { MatchTenant } from '../../../common/capture/match.ts'
import type { PagePlan } from './plan.ts'

export const settingOf = (seed: number, control: string): string => `pages.site.p${seed}-${control}`

/** The tenant that is connected; `prod` belongs to somebody else. */
export const tenantAt = (base: string): MatchTenant & { readonly title: string } => ({
  id: 'test',
  service: 'pages',
  title: 'Test',
  target: { url: base, org: 'test' },
})

/** What somebody would write who knows the page: its address, its way of saving, its controls. */
export function recipeOf(plan: PagePlan): Recipe {
  const { flow } = plan
  return Recipe.parse({
    id: `page-${plan.seed}`,
    service: 'pages',
    title: plan.heading,
    where: {
      hosts: ['{base}'],
      ...(['other', 'mislabelled'].includes(plan.language) ? {} : { headings: [plan.heading] }),
      ...where(plan),
    },
    resource: plan.address === 'things' ? { type: 'item', id: ':thing' } : { type: 'site' },
    context: {
      save: flow.save,
      ...(flow.save === 'button'
        ? {
            saveButton: ['Save changes'],
            ...(flow.sign === 'message' ? { saved: [{ css: '.said:not(:empty)' }] } : {}),
          }
        : {}),
      ...(flow.save === 'submit' ? { unsaved: [{ css: '.error' }] } : {}),
    },
    settings: plan.controls.map(({ id, reading }) => ({
      setting: settingOf(plan.seed, id),
      ...reading,
    })),
    languages: plan.language === 'formats' ? ['en', 'de'] : ['en'],
    certainty: 'confirmed',
    basis: 'a generated page',
  } satisfies RecipeSource)
}

function where({ address, seed }: PagePlan): Partial<RecipeSource['where']> {
  const root = `/p/${seed}`
  switch (address) {
    case 'path':
      return { paths: [`${root}/settings`] }
    case 'hash':
      return { paths: [`${root}/app`], fragments: ['/:org/settings'] }
    case 'tenant-path':
      return { paths: [`${root}/t/:org/settings`] }
    case 'things':
      return { paths: [`${root}/items/:thing`] }
  }
}
