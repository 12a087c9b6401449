import { exitCode } from '../problems.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/**
 * `witnessmark catalogue`: counts and lists of everything shipped or added. Exits 2 where a file of the
 * home's own has a mistake: what it should add is not in the lists.
 */
export async function catalogue(context: Context): Promise<number> {
  const whole = await invoke(context, 'catalogue-whole', {})
  const exit = whole.setAside.length > 0 ? exitCode.usage : exitCode.met
  for (const { file, problem } of whole.setAside) context.say(`${file}: ${problem}`)
  if (context.json) {
    context.printJson('catalogue', whole)
    return exit
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
  return exit
}
