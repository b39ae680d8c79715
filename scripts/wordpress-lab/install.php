<?php
// Install WordPress unless it is, and see to the users: php install.php SITE ROLE PASSWORDS.
[, $site, $role, $passwords] = $argv;
define('WP_INSTALLING', !is_file("$passwords/password"));
function wp_new_blog_notification(): void {} // Tells the administrator by e-mail.
require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if (!is_blog_installed()) {
    wp_install('صحيفة خبر', 'admin', 'admin@example.com', true, '', wp_generate_password());
    foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $post) {
        wp_delete_post($post->ID, true);
    }
    // A zone apart from UTC, so that a date that means the wrong one is seen.
    update_option('timezone_string', 'Asia/Riyadh');
    $GLOBALS['wp_rewrite']->set_permalink_structure('/%year%/%monthnum%/%postname%/');
    // Made now they would lack the sections' addresses, which are known from the next request on.
    delete_option('rewrite_rules');
}
if (!username_exists('khabar')) {
    wp_create_user('khabar', wp_generate_password(), 'khabar@example.com');
}
get_user_by('login', 'khabar')->set_role($role);
foreach (['khabar' => 'password', 'admin' => 'admin-password'] as $login => $file) {
    if (!is_file("$passwords/$file")) {
        $user = get_user_by('login', $login);
        [$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => "khabar $file"]);
        file_put_contents("$passwords/$file", $password);
    }
}
