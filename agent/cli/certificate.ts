import { userInfo } from 'node:os'
import { CertificateState } from '../../common/model/index.ts'
import type { Input, Output } from '../operations/index.ts'
import { Problem } from '../problem.ts'
import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Certificate = Output<'certificate'>['certificate']

/** `witnessmark certificate show --framework F`: the state, how it came to be, and what is proposed. */
export async function certificateShow(context: Context, framework: string): Promise<number> {
  const answer = await invoke(context, 'certificate', { framework })
  if (context.json) context.printJson('certificate', answer)
  else print(context, answer.certificate)
  sayStanding(context, answer)
  context.say(answer.certificate.note)
  return exitWith(answer, 0)
}

/** `witnessmark certificate set --framework F --state S --on DAY --reason WHY [--until DAY] [--body B] [--number N] [--by WHO]`. */
export async function certificateSet(
  context: Context,
  wanted: Omit<Input<'certificate-set'>, 'by' | 'state'> & {
    readonly by?: string | undefined
    readonly state: string
  },
): Promise<number> {
  const state = CertificateState.options.find(known => known === wanted.state)
  if (!state) {
    const known = [...CertificateState.options]
    throw new Problem('choice-unknown', { name: 'state', given: wanted.state, known })
  }
  const by = wanted.by ?? userInfo().username
  const { certificate } = await invoke(context, 'certificate-set', { ...wanted, state, by })
  if (context.json) context.printJson('certificate-set', { certificate })
  else print(context, certificate)
  context.say(certificate.note)
  return 0
}

function print(context: Context, certificate: Certificate): void {
  const { framework, scope, scopeChanged, state, says, steps, proposals, measured } = certificate
  context.print(`${framework.title} ${framework.version}: ${state ?? 'none'} (${says})`)
  context.print(
    scope
      ? `scope: ${scope.tenants.join(', ')}, ${scope.level ?? 'every level'}`
      : 'no scope is set',
  )
  if (scopeChanged) context.print('THE SCOPE IS ANOTHER than when this state was sealed')
  for (const step of steps) context.print(stepText(step))
  if (measured)
    context.print(
      `measured since ${measured.since.slice(0, 10)}: ${measured.effective} requirements effective throughout, ${measured.deviating} not, ${measured.unproven} not provable`,
    )
  for (const { state: to, says: why, entries } of proposals)
    context.print(`proposed: ask for "${to}": ${plainText(why)} (entries ${entries.join(', ')})`)
}

function stepText({ state, on, until, said, entry }: Certificate['steps'][number]): string {
  const valid = until === null ? '' : `, valid until ${until}`
  const words = said
    ? [
        ...(said.body === undefined ? [] : [plainText(said.body)]),
        ...(said.number === undefined ? [] : [plainText(said.number)]),
        `${plainText(said.reason)} (${plainText(said.by)}${said.proposed ? ', as proposed' : ''})`,
      ].join(', ')
    : 'what was said of it was erased'
  return `${on}  ${state}${valid}  ${words}, entry ${entry}`
}
