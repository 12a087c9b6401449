import { Recipe } from '../../../capture/recipe.ts'

export const unleashRecipes: readonly Recipe[] = [Recipe.parse({
  id: 'unleash-cors', service: 'unleash', title: 'Admin > Instance config > CORS origins', where: { hosts: ['{base}'], paths: ['/admin/cors'], headings: ['CORS origins'] }, url: '{base}/admin/cors',
  resource: { type: 'instance' }, context: { save: 'button', saveButton: ['Save'] },
  // A second, hidden text area beside it only measures the height.
  settings: [{ setting: 'unleash.instance.frontend-api-origins', read: 'list', locate: [{ css: 'form textarea:not([readonly]):not([aria-hidden="true"])' }] }],
  certainty: 'source', basis: 'The page of Unleash 8.2 open source, looked at while it ran; its reading is not part of the product tests yet',
})]
