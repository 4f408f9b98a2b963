// A link to a citation may end in a fragment, which the server never sees: carry it through the form.
const back = document.querySelector('input[name="next"]');
if (back && location.hash && !back.value.includes('#')) {
  back.value += location.hash;
}
