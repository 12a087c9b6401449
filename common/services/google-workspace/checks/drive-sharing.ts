import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const driveSharingChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.drive-external-sharing-off',
    title: 'External sharing SHALL be restricted to allowlisted domains',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.1.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-external-sharing'],
      deviates: 'u.driveExternalSharing != "DISALLOWED"',
    }),
    expected:
      "Off, as the baseline's steps ask; units that share with allowlisted domains are declared as accepted",
    steps: [
      'Select Sharing settings > Sharing options.',
      'Select Sharing outside of your domain > OFF - Files owned by users in your domain cannot be shared outside of your domain',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-receiving-restricted',
    title: 'Receiving files from non-allowlisted domains SHOULD be disabled',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.1.2v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: [
        'drive-external-sharing',
        'drive-receive-external',
        'drive-receive-outside-allowlist',
      ],
      deviates:
        'u.driveExternalSharing == "DISALLOWED" ? u.driveReceiveExternal != false : u.driveExternalSharing == "ALLOWLISTED_DOMAINS" ? u.driveReceiveOutsideAllowlist != false : true',
    }),
    expected: 'No files from domains outside the allowlist',
    steps: [
      'Select Sharing settings > Sharing options.',
      'Deselect Allow users to receive files from users or shared drives outside of allowlisted domains.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-sharing-warned',
    title:
      'Warnings SHALL be enabled when a user is attempting to share with someone in a non-allowlisted domain',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.1.3v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-external-sharing', 'drive-warn-external', 'drive-warn-outside-allowlist'],
      deviates:
        'u.driveExternalSharing == "DISALLOWED" ? false : u.driveExternalSharing == "ALLOWLISTED_DOMAINS" ? u.driveWarnOutsideAllowlist != true : u.driveWarnExternal != true',
    }),
    expected: 'Warnings are on wherever sharing outside is possible',
    steps: [
      'Select Sharing settings > Sharing options.',
      'Select Warn when files owned by users or shared drives in your organization are shared with users in allowlisted domains.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-non-google-invites-off',
    title:
      'If sharing outside of the organization, agencies SHOULD disable sharing of files with individuals who are not using a Google account',
    metric: 'anonymous-links-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.1.4v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: [
        'drive-external-sharing',
        'drive-non-google-invites',
        'drive-non-google-invites-allowlist',
      ],
      deviates:
        'u.driveExternalSharing == "DISALLOWED" ? false : u.driveExternalSharing == "ALLOWLISTED_DOMAINS" ? u.driveNonGoogleInvitesAllowlist != false : u.driveNonGoogleInvites != false',
    }),
    expected: 'Off wherever sharing outside is possible',
    steps: [
      'Select Sharing settings > Sharing options.',
      "Deselect Allow users or shared drives in your organization to share items with people outside of your organization who aren't using a Google account.",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-publishing-off',
    title:
      'Any Organizational Units that allow external sharing SHOULD disable content availability to "anyone with the link."',
    metric: 'anonymous-links-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.1.5v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-external-sharing', 'drive-publishing'],
      deviates: 'u.driveExternalSharing != "DISALLOWED" && u.drivePublishing != false',
    }),
    expected: 'Off wherever sharing outside is possible',
    steps: [
      'Select Sharing settings > Sharing options.',
      'Deselect When sharing outside of your organization is allowed, users in your organization can make files and published web content visible to anyone with the link.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-access-recipients-only',
    title: 'Agencies SHALL set access checking to "recipients only."',
    metric: 'anonymous-links-restricted',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.1.6v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-access-checker'],
      deviates: 'u.driveAccessChecker != "RECIPIENTS_ONLY"',
    }),
    expected: 'Recipients only',
    steps: [
      'Select Sharing settings > Sharing options.',
      'Select Access Checker > Recipients only.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-distribution-off',
    title:
      'Users SHOULD NOT be allowed to upload or move content to shared drives owned by another organization',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.1.7v1', 'SHOULD NOT'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-distribution'],
      deviates: 'u.driveDistribution != "NONE"',
    }),
    expected: 'No one',
    steps: [
      'Select Sharing settings > Sharing options.',
      'Select Distributing content outside of your domain > No one',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-default-private',
    title: '"Private to owner" SHALL be the default access level for newly created items',
    metric: 'least-privilege-default',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.1.8v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-default-access'],
      deviates: '!(u.driveDefaultAccess in ["PRIVATE_TO_OWNER", "LINK_SHARING_PRIVATE"])',
    }),
    expected: 'Private to the owner',
    steps: [
      'Select Sharing settings > General access default.',
      'Select When users in your organization create items, the default access will be > Private to the owner.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-external-marked',
    title: 'Out-of-Domain file-level warnings SHALL be enabled',
    metric: 'external-messages-marked',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.1.9v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-external-highlight'],
      deviates: 'u.driveExternalHighlight != true',
    }),
    expected: 'On',
    steps: [
      'Select Sharing settings > Highlight External Files.',
      'Check the Mark files shared or owned externally as "external" to indicate that content may be viewable outside your organization. Applies to Drive, Docs, Sheets, Slides, Drawings, and Vids. box to turn on the indicator.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.forms-outside-responses-off',
    title:
      'If external sharing is not allowed, then forms owned by users within the organization SHOULD NOT be able to accept responses from anyone accessing the link from outside the organization',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.1.10v1', 'SHOULD NOT'),
    rule: wholeTenant({
      reads: ['forms-responses-from-outside'],
      test: '!formsResponsesFromOutside',
    }),
    expected: 'Off',
    steps: [
      'Select Sharing settings > Sharing options',
      'Select Form responses',
      "Check the Allow forms owned by users in XXXX to accept responses from anyone with the link outside XXXX, even if external sharing isn't allowed. If this option isn't selected, settings for sharing outside XXXX apply to forms box",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.forms-answered-outside-off',
    title:
      'If receiving external files is not allowed, then users in the organization SHOULD NOT be able to submit responses to forms from users or shared drives outside of the organization',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.1.11v1', 'SHOULD NOT'),
    rule: wholeTenant({
      reads: ['forms-responses-to-outside'],
      test: '!formsResponsesToOutside',
    }),
    expected: 'Off',
    steps: [
      'Select Sharing settings > Sharing options',
      'Select Form responses',
      "Check the Allow users in XXXX to submit responses to forms from users or shared drives outside of XXXX, even if receiving external files isn't allowed. If this option isn't selected, settings for receiving files external to XXXX apply to forms box",
    ],
  }),
]
