import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark catalogue`: counts and lists of everything shipped or added. */
export async function catalogue(context: Context): Promise<number> {
  const whole = await invoke(context, 'catalogue-whole', {})
  if (context.json) {
    context.printJson('catalogue', whole)
    return 0
  }
  for (const [what, number] of Object.entries(whole.counts))
    context.print(`${String(number).padStart(6)} ${what}`)
  for (const { id, title, testedAgainst } of whole.services) {
    const own = (item: { readonly id: string }): boolean => item.id.startsWith(`${id}.`)
    const settings = whole.settings.filter(own)
    const pages = settings.filter(setting => setting.console).length
    const checks = whole.checks.filter(own).length
    context.print(
      `\n${paint('bold', title)}  ${settings.length} settings (${pages} on console pages), ${checks} checks; ${testedAgainst}`,
    )
  }
  context.say('\nAll of it as data: witnessmark catalogue --json')
  return 0
}
