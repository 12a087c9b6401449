import { levelRestsOn } from '../../common/log/bundle.ts'
import type { Finding, ShownFinding, Value } from '../../common/model/index.ts'
import type { Proposal } from '../home/exceptions.ts'
import { LEFT } from './window.ts'
import type { TenantWindow, Window } from './window.ts'

// What no format may leave out beside the findings, in words of one line.

/** That the end which was asked for is still to come; empty where it is not. */
export function clampedText({ to, clamped }: Pick<Window, 'to' | 'clamped'>): string {
  return clamped === null ? '' : `the window ends now, ${to}: ${clamped} is still to come`
}

type Many = Pick<ShownFinding, 'disagreement' | 'moreDisagreement' | 'moreEvidence'>

/** Where API and console disagree on what a finding rests on, and on how many more; empty where not. */
export function disagreementText({ disagreement = [], moreDisagreement }: Many): string {
  const told = disagreement.map(
    ({ setting, api, console }) =>
      `API and console disagree on ${setting}: the API says ${short(api)}, the page ${short(console)}`,
  )
  return [...told, ...(moreDisagreement ? [`they disagree on ${moreDisagreement} more`] : [])].join(
    '; ',
  )
}

function short(value: Value): string {
  const text = JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}

/** How many entries come before those that a finding names; empty where there are none. */
export function earlierText({ moreEvidence }: Many): string {
  return moreEvidence ? `${moreEvidence} before` : ''
}

/** A proposal: what a file says and the log does not. */
export function proposalText({ change, exception }: Proposal): string {
  return `${exception.id} (${change === 'new' ? 'a new one' : 'changes a sealed one'}), proposed in a file and sealed by nobody: not accepted`
}

/** Those about one finding. */
export function proposedFor(
  { proposals }: Pick<TenantWindow, 'proposals'>,
  { check, resource, outcome }: Pick<Finding, 'check' | 'resource' | 'outcome'>,
): string[] {
  return proposals
    .filter(
      ({ exception }) =>
        (exception.check === undefined
          ? exception.covers === outcome
          : exception.check === check) &&
        (exception.resource === undefined || exception.resource === resource.id),
    )
    .map(proposalText)
}

/** On whose word a window rests, and what of it is not as it should be. */
export function besides(window: Window): string[] {
  const restsOn = levelRestsOn(window.signers)
  return [
    `Evidence level: ${window.level}${restsOn ? `, which rests on ${restsOn}` : ''}.`,
    ...window.tenants.flatMap(({ id, left, proposals }) => [
      ...(left ? [`${id}: ${LEFT}.`] : []),
      ...proposals.map(item => `Exception ${proposalText(item)}.`),
    ]),
    ...(window.clamped ? [clampedText(window)] : []),
  ]
}
