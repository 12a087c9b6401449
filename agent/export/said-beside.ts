import type { Finding } from '../../common/model/index.ts'
import type { Proposal } from '../home/exceptions.ts'
import type { TenantWindow, Window } from './window.ts'

// What no format may leave out beside the findings, in words of one line.

/** That the end which was asked for is still to come; empty where it is not. */
export function clampedText({ to, clamped }: Pick<Window, 'to' | 'clamped'>): string {
  return clamped === null ? '' : `the window ends now, ${to}: ${clamped} is still to come`
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
