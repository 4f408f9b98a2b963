// A source page of its own: the cited words come into view.

const words = document.getElementById('mark') ?? document.querySelector('.facsimile rect:not(.also)');
if (words && !location.hash) {
  words.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
}
