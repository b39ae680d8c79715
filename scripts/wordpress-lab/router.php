<?php
// What a web server's rewrite rules do: files are served as they are, everything else is WordPress's front door.
$path = $_SERVER['DOCUMENT_ROOT'] . rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
if (is_file($path) || (is_file("$path/index.php") && realpath($path) !== realpath($_SERVER['DOCUMENT_ROOT']))) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
require $_SERVER['SCRIPT_FILENAME'];
