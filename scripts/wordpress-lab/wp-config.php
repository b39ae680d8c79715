<?php
// The settings of the test's WordPress: it lies beside its database's socket, and is wherever it is asked for.
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . dirname(__DIR__) . '/mariadb.sock');
define('DB_CHARSET', 'utf8mb4');
// A proxy in front keeps the Host it was asked for, so links lead through the proxy as well.
define('WP_HOME', 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1'));
define('WP_SITEURL', WP_HOME);
// Allows application passwords without TLS.
define('WP_ENVIRONMENT_TYPE', 'local');
// Nothing reaches out, and nothing runs at a time of its own.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEFAULT_THEME', 'twentytwentythree');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", "the test's key of $name");
    define("{$name}_SALT", "the test's salt of $name");
}
$table_prefix = 'wp_';
require_once __DIR__ . '/wp-settings.php';
