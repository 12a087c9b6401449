import { initHome } from '../home/config.ts'
import type { Context } from './context.ts'

/** `witnessmark init`: makes the home. */
export async function init(context: Context): Promise<number> {
  const { file, created } = initHome(context.home)
  if (context.json) context.printJson('home', { home: context.home, created })
  else context.print(created ? `Made ${file}.` : `${file} is there already; nothing changed.`)
  context.say('Next: witnessmark connect github --set organization=YOUR-ORG')
  return 0
}
