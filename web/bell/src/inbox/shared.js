// What the bell's file has for this one.

export {
  BelfryElement, INBOX_ATTRIBUTES, addIcons, addStrings, announce, bones, define, h, icon,
  safeUrl, set, write,
} from '@belfry/bell'
