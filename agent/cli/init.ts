import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark init`: makes the home. */
export async function init(context: Context): Promise<number> {
  const { file, created } = await invoke(context, 'init', {})
  if (context.json) context.printJson('home', { home: context.home, created })
  else context.print(created ? `Made ${file}.` : `${file} is there already; nothing changed.`)
  context.say(
    'Next: witnessmark connect SERVICE, such as: witnessmark connect github --set organization=YOUR-ORG (witnessmark catalogue lists the services)',
  )
  return 0
}
