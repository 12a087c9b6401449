import { Recipe } from '../../../capture/recipe.ts'

export const recipes: readonly Recipe[] = [
  Recipe.parse({
    id: 'unleash-cors',
    service: 'unleash',
    title: 'Admin > Instance config > CORS origins',
    where: { hosts: ['{base}'], paths: ['/admin/cors'], headings: ['CORS origins'] },
    url: '{base}/admin/cors',
    resource: { type: 'instance' },
    context: {
      save: 'button',
      saveButton: ['Save'],
      saved: [{ near: ['Settings saved'], role: 'status' }],
    },
    // The button stays as it is after a save: only the message tells. A second, hidden text area
    // beside it only measures the height.
    settings: [
      {
        setting: 'unleash.instance.frontend-api-origins',
        read: 'list',
        locate: [{ css: 'form textarea:not([readonly]):not([aria-hidden="true"])' }],
      },
    ],
    certainty: 'confirmed',
    basis:
      'The page of Unleash 8.2 open source, read at load and after a save by the product tests',
  }),
]
