import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const groupsSettings = [
  policy('groups-external-access', 'groups_for_business_groups_sharing', 'collaborationCapability', 'string', 'Access to groups from outside', 'Apps > Google Workspace > Groups for Business > Sharing settings > Sharing options', 'DOMAIN_USERS_ONLY'),
  policy('groups-external-members', 'groups_for_business_groups_sharing', 'ownersCanAllowExternalMembers', 'boolean', 'Owners may add members from outside', 'Apps > Google Workspace > Groups for Business > Sharing settings > Sharing options', false),
  policy('groups-external-mail', 'groups_for_business_groups_sharing', 'ownersCanAllowIncomingMailFromPublic', 'boolean', 'Owners may allow mail from outside', 'Apps > Google Workspace > Groups for Business > Sharing settings > Sharing options', true),
  policy('groups-creation', 'groups_for_business_groups_sharing', 'createGroupsAccessLevel', 'string', 'Who may create groups', 'Apps > Google Workspace > Groups for Business > Sharing settings > Sharing options', 'USERS_IN_DOMAIN'),
  policy('groups-view-default', 'groups_for_business_groups_sharing', 'viewTopicsDefaultAccessLevel', 'string', 'Who sees conversations by default', 'Apps > Google Workspace > Groups for Business > Sharing settings > Sharing options', 'DOMAIN_USERS'),
  policy('groups-hiding-by-owners', 'groups_for_business_groups_sharing', 'ownersCanHideGroups', 'boolean', 'Owners may hide groups from the directory', 'Apps > Google Workspace > Groups for Business > Sharing settings > Sharing options', false),
  policy('groups-hidden-when-new', 'groups_for_business_groups_sharing', 'newGroupsAreHidden', 'boolean', 'New groups are hidden from the directory', 'Apps > Google Workspace > Groups for Business > Sharing settings > Sharing options', false),
  policy('groups-service', 'groups_for_business_service_status', 'serviceState', 'string', 'Groups for Business service', 'Apps > Google Workspace > Groups for Business > Service status', 'ENABLED'),
] as const
