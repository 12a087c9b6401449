import { exitCode } from '../problems.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark doctor`: what is in order here and what is not, each with its remedy. Exit code 6 where something needs attention. */
export async function doctor(context: Context): Promise<number> {
  const { items } = await invoke(context, 'doctor', {})
  if (context.json) context.printJson('doctor', { items })
  else
    for (const { what, ok, detail } of items)
      context.print(`${ok ? paint('green', '✓') : paint('red', '✗')} ${what.padEnd(20)} ${detail}`)
  return items.every(item => item.ok) ? exitCode.met : exitCode.attention
}
