<?php
// What WordPress makes of blocks of its editor, told as JSON: as its sanitiser leaves an author's post, as its parser
// writes it again, and the text that lies outside of all blocks. Read from standard input, with the folder as argument.
define('ABSPATH', $argv[1] . '/');
define('WPINC', 'wp-includes');
foreach (['compat', 'plugin', 'functions', 'formatting', 'kses', 'class-wp-block-parser', 'blocks'] as $part) {
    require ABSPATH . WPINC . "/$part.php";
}
$given = stream_get_contents(STDIN);
$parsed = parse_blocks($given);
$outside = array_filter($parsed, fn ($block) => $block['blockName'] === null);
echo json_encode([
    'sanitised' => wp_kses($given, 'post'),
    'written' => serialize_blocks($parsed),
    'outside' => trim(implode('', array_column($outside, 'innerHTML'))),
    'names' => array_values(array_filter(array_column($parsed, 'blockName'))),
], JSON_THROW_ON_ERROR);
