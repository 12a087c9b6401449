import { settings } from './index.ts'

const told = settings.flatMap(({ api }) => api?.right ?? [])

/** What a fine-grained token or an App needs, as the settings say of themselves. */
export const rights = [...new Set(told)].map(title => ({
  id: title.replace(/: .*/, '').toLowerCase().replaceAll(' ', '-'),
  title,
  reads: settings.filter(setting => setting.api?.right === title).map(setting => setting.id),
}))
