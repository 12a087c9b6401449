import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for Microsoft Entra ID: titles and steps are the baseline's own (public
 * domain).
 */
export const entraGuestsChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.guests-restricted',
    title:
      'Guest users SHOULD have limited or restricted access to Microsoft Entra ID directory objects.',
    metric: 'guest-access-restricted',
    severity: 'medium',
    ...scuba('MS.AAD.8.1v1', 'SHOULD', ['AC-6']),
    reads: ['authorization-policies'],
    test: 'allOneOf(authorizationPolicies, "guestUserRoleId", ["2af84b1e-32c8-42b7-82bc-daa82404023b", "10dae51f-b6af-4016-8d66-8c2a99b929b3"])',
    expected: 'Guests have limited or restricted access to the directory.',
    steps: [
      'In Microsoft Entra admin center select External Identities > External collaboration settings.',
      'Under Guest user access, select either Guest users have limited access to properties and memberships of directory objects or Guest user access is restricted to properties and memberships of their own directory objects (most restrictive).',
      'Click Save.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.guest-invitations-restricted',
    title: 'Only users with the Guest Inviter role SHOULD be able to invite guest users.',
    metric: 'guest-access-restricted',
    severity: 'medium',
    ...scuba('MS.AAD.8.2v1', 'SHOULD', ['AC-6(10)']),
    reads: ['authorization-policies'],
    test: 'allOneOf(authorizationPolicies, "allowInvitesFrom", ["adminsAndGuestInviters", "none"])',
    expected: 'Only administrators and guest inviters can invite guests.',
    steps: [
      'In Microsoft Entra admin center select External Identities > External collaboration settings.',
      'Under Guest invite settings, select Only users assigned to specific admin roles can invite guest users.',
      'Click Save.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.guest-domains-restricted',
    title:
      'Guest invites SHOULD only be allowed to specific external domains that have been authorized by the agency for legitimate business purposes.',
    metric: 'guest-access-restricted',
    severity: 'medium',
    ...scuba('MS.AAD.8.3v1', 'SHOULD', ['AC-3']),
    reads: ['guest-invitation-restriction'],
    expect: { op: 'equals', value: 'allowList' },
    expected: 'Guests are invited from named domains only.',
    steps: [
      'In Microsoft Entra admin center select External Identities > External collaboration settings.',
      'Under Collaboration restrictions, select Allow invitations only to the specified domains (most restrictive).',
      'Select Target domains and enter the names of the external domains authorized by the agency for guest user access.',
      'Click Save.',
    ],
  }),
]
