import { settings } from './index.ts'

const told = settings.flatMap(({ api }) => api?.right ?? [])

/** What a fine-grained token or an App needs, as the settings say of themselves. */
export const rights = [...new Set(told)].map(title => ({
  id: title.replace(/: .*/, '').toLowerCase().replaceAll(' ', '-'),
  title,
  // Only what reads is asked for; what GitHub shows to writers alone is unknown without. Webhooks of
  // repositories are read where the target asks for them.
  ...(title.endsWith(': write') || title === 'Repository webhooks: read' ? { optional: true } : {}),
  reads: settings.filter(setting => setting.api?.right === title).map(setting => setting.id),
}))
