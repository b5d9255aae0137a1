// What the bell's file has for this one.

export {
  BelfryElement, INBOX_ATTRIBUTES, addIcons, addStrings, ago, announce, bones, define, h, icon,
  morning, safeUrl, said, set, write,
} from '@belfry/bell'
